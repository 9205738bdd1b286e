/**
 * What a node does about files by itself: erases what nothing uses and sweeps blobs without a row.
 * Every node of a deployment does it; the second one finds it done.
 * Invariant: a round that fails comes again; none is under way once `stop` has resolved.
 */
import type { Cancel, Scheduler } from '@jibber/schema/scheduler';
import type { Files } from './files.ts';

export type FileUpkeepOptions = {
  readonly files: Pick<Files, 'eraseDue' | 'sweepBlobs'>;
  readonly scheduler: Scheduler;
  readonly log: { warn(fields: object, message: string): void };
};

/** What is erased is gone within a minute. */
const eraseEveryMs = 30_000;
const sweepEveryMs = 6 * 60 * 60_000;

/** Begins the rounds. @returns ends them; resolves when those under way are over */
export function startFileUpkeep({ files, scheduler, log }: FileUpkeepOptions): () => Promise<void> {
  const cancels = new Map<string, Cancel>();
  const running = new Set<Promise<void>>();
  let isStopped = false;

  const round = async (name: string, run: () => Promise<void>): Promise<void> => {
    try {
      await run();
    } catch (error) {
      log.warn({ err: error, round: name }, 'upkeep of files failed');
    }
  };
  const repeat = (name: string, everyMs: number, run: () => Promise<void>): void => {
    if (isStopped) return;
    const cancel = scheduler.after(everyMs, () => {
      const over = round(name, run).then(() => {
        running.delete(over);
        repeat(name, everyMs, run);
      });
      running.add(over);
    });
    cancels.set(name, cancel);
  };

  repeat('erase', eraseEveryMs, () => files.eraseDue());
  repeat('sweep', sweepEveryMs, () => files.sweepBlobs());
  return async () => {
    isStopped = true;
    for (const cancel of cancels.values()) cancel();
    await Promise.all(running);
  };
}
