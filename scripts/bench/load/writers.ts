/**
 * Devices that only write: as fast as they are answered, or at a rate. Entries are sent as a device
 * sends them, each naming the one before it that is still unanswered.
 * Invariant: ack times are of accepted entries; "again" is counted, a refusal fails the benchmark.
 */
import type { ChatId, EntryId } from '@jibber/schema/ids';
import { stringifyIntent } from '@jibber/schema/intents/registry';
import { limits } from '@jibber/schema/limits';
import type { DownFrame } from '@jibber/schema/protocol/codec';
import type { SentEntry } from '@jibber/schema/protocol/send';
import { benchText } from './bench-text.ts';
import { type LoadDevice, newEntryId } from './load-device.ts';
import { pace, untilCount } from './pace.ts';

export class Writer {
  readonly device: LoadDevice;
  readonly chatId: ChatId;
  readonly #sentAtMs = new Map<EntryId, number>();
  #onAnswered: (tookMs: number | undefined) => void = () => undefined;
  #onIdle: () => void = () => undefined;

  constructor(device: LoadDevice, chatId: ChatId) {
    this.device = device;
    this.chatId = chatId;
    device.onMessage = (frames) => this.#receive(frames);
  }

  /**
   * @param onAnswered with the time until an entry was accepted; undefined: it was answered "again"
   * @param onIdle called when nothing of it is unanswered any more
   */
  listen(onAnswered: (tookMs: number | undefined) => void, onIdle: () => void): void {
    this.#onAnswered = onAnswered;
    this.#onIdle = onIdle;
  }

  /** Sends some entries in one frame. */
  send(count: number, turn: number): void {
    const entries: SentEntry[] = [];
    let after = [...this.#sentAtMs.keys()].at(-1);
    while (entries.length < count) {
      const entryId = newEntryId();
      const text = benchText(turn + entries.length);
      const intent = stringifyIntent({ kind: 'message.send', text, writtenAt: Date.now() });
      entries.push({ entryId, scope: this.chatId, after, intent });
      this.#sentAtMs.set(entryId, performance.now());
      after = entryId;
    }
    this.device.tell({ type: 'send', entries });
  }

  #receive(frames: readonly DownFrame[]): void {
    const nowMs = performance.now();
    for (const frame of frames) {
      if (frame.type !== 'answers') continue;
      for (const answer of frame.answers) {
        const sentAtMs = this.#sentAtMs.get(answer.entryId);
        if (sentAtMs === undefined) continue;
        if (answer.outcome === 'refused') throw new Error(`refused: ${answer.code}`);
        this.#sentAtMs.delete(answer.entryId);
        this.#onAnswered(answer.outcome === 'accepted' ? nowMs - sentAtMs : undefined);
      }
    }
    if (this.#sentAtMs.size === 0) this.#onIdle();
  }
}

/** Everybody sends a whole batch, and the next as soon as that is answered, until the time is over. */
export async function saturate(
  writers: readonly Writer[],
  durationMs: number,
): Promise<{ readonly accepted: number; readonly perS: number }> {
  const startedAtMs = performance.now();
  const untilMs = startedAtMs + durationMs;
  let accepted = 0;
  let lastAtMs = startedAtMs;
  await Promise.all(
    writers.map(
      (writer) =>
        new Promise<void>((resolve) => {
          const send = () => {
            if (performance.now() < untilMs) writer.send(limits.batchEntries, accepted);
            else resolve();
          };
          const count = (tookMs: number | undefined) => {
            if (tookMs !== undefined) accepted += 1;
            lastAtMs = performance.now();
          };
          writer.listen(count, send);
          send();
        }),
    ),
  );
  return { accepted, perS: (accepted * 1000) / (lastAtMs - startedAtMs) };
}

export type Acks = {
  /** Until an entry was accepted. */
  readonly tookMs: readonly number[];
  /** Entries whose answer was "again": more waited than a node takes. */
  readonly again: number;
};

/** Single messages at a rate, by the writers in turns. */
export async function measureAcks(
  writers: readonly Writer[],
  perS: number,
  durationMs: number,
): Promise<Acks> {
  const tookMs: number[] = [];
  let again = 0;
  const count = (ms: number | undefined) => {
    if (ms === undefined) again += 1;
    else tookMs.push(ms);
  };
  for (const writer of writers) writer.listen(count, () => undefined);
  const sent = await pace(perS, durationMs, (turn) => {
    writers[turn % writers.length]?.send(1, turn);
  });
  await untilCount('answers', sent, () => tookMs.length + again);
  return { tookMs, again };
}
