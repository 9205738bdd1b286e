/**
 * What a node does by itself: erases deleted and edited texts soon, folds old rows, forgets old
 * refusals. Every node of a deployment does it; the chat's lock makes the second one find it done.
 * Invariant: a failure costs one document of one round, which comes again.
 */
import { limits } from '@jibber/schema/limits';
import type { Cancel, Scheduler } from '@jibber/schema/scheduler';
import { eraseDocument, foldOldRows } from '../documents/compaction.ts';
import type { DocumentKey, Storage } from '../storage/storage.ts';
import type { SyncLog } from './log-port.ts';

export type UpkeepOptions = {
  readonly storage: Storage;
  readonly scheduler: Scheduler;
  readonly log: SyncLog;
  /** How often texts to erase are looked for; an erasure takes `limits.compactionDelayMs` and this. */
  readonly eraseEveryMs: number;
  readonly foldEveryMs: number;
};

const dayMs = 24 * 60 * 60 * 1000;
/** Rows of a group that ended, erased in one statement. */
const rowsPerErasure = 5000;
/** Documents of one round; with more, the next round follows at once. */
const documentsPerRound = 64;

export class Upkeep {
  readonly #options: UpkeepOptions;
  readonly #cancels = new Set<Cancel>();
  #isStopped = false;
  readonly #running = new Set<Promise<void>>();

  constructor(options: UpkeepOptions) {
    this.#options = options;
  }

  start(): void {
    this.#repeat(this.#options.eraseEveryMs, () => this.eraseDue());
    this.#repeat(this.#options.foldEveryMs, () => this.foldDue());
  }

  /** Resolves when the rounds under way are over. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const cancel of this.#cancels) cancel();
    await Promise.all(this.#running);
  }

  /** One round of erasing: texts, and groups that ended. */
  async eraseDue(): Promise<void> {
    const { storage, scheduler } = this.#options;
    const now = scheduler.now();
    await this.#each(
      () => storage.documentsToErase(now - limits.compactionDelayMs, now, documentsPerRound),
      (key) => eraseDocument(storage, key),
    );
    let isMore = true;
    while (isMore && !this.#isStopped) isMore = await storage.eraseDeleted(rowsPerErasure);
  }

  /** One round of folding rows older than `limits.tailDays`, and of forgetting refusals. */
  async foldDue(): Promise<void> {
    const { storage, scheduler } = this.#options;
    const before = scheduler.now() - limits.tailDays * dayMs;
    await this.#each(
      () => storage.documentsWithOldRows(before, documentsPerRound),
      (key) => foldOldRows(storage, key, before),
    );
    const forgottenBefore = scheduler.now() - limits.refusalDays * dayMs;
    await storage.trimRefusals(forgottenBefore, limits.refusalsPerAccount);
    await storage.accounts.trimEntries(forgottenBefore);
  }

  async #each(
    find: () => Promise<readonly DocumentKey[]>,
    compact: (key: DocumentKey) => Promise<boolean>,
  ): Promise<void> {
    let compacted: number;
    do {
      const keys = await find();
      compacted = 0;
      for (const key of keys) {
        if (this.#isStopped) return;
        try {
          if (await compact(key)) compacted += 1;
        } catch (error) {
          this.#options.log.warn({ error, ...key }, 'a document could not be compacted');
        }
      }
      if (keys.length < documentsPerRound) return;
    } while (compacted > 0);
  }

  #repeat(ms: number, round: () => Promise<void>): void {
    if (this.#isStopped) return;
    const cancel = this.#options.scheduler.after(ms, () => {
      this.#cancels.delete(cancel);
      const running = this.#round(round).then(() => {
        this.#running.delete(running);
        this.#repeat(ms, round);
      });
      this.#running.add(running);
    });
    this.#cancels.add(cancel);
  }

  async #round(round: () => Promise<void>): Promise<void> {
    try {
      await round();
    } catch (error) {
      this.#options.log.warn({ error }, 'upkeep failed');
    }
  }
}
