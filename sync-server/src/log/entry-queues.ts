/**
 * Entries that wait for their turn, by what they are judged under the lock of (a chat, an account),
 * and how many may. Invariants: what was added is taken once, in its order within its key; of a key
 * nothing is taken while a batch of it is under way; keys take turns.
 */
import { limits } from '@jibber/schema/limits';
import type { SentEntry } from '@jibber/schema/protocol/send';

export type QueueBounds = {
  /** Entries waiting under all keys together. */
  readonly queuedEntries: number;
  /** Intents of those entries, in bytes as they came. */
  readonly queuedBytes: number;
};

/** What goes together, of one chat or account. */
export type Turn<Key, Waiting> = { readonly key: Key; readonly batch: readonly Waiting[] };

type KeyQueue<Key, Waiting> = { readonly key: Key; waiting: Waiting[]; isActive: boolean };

export class EntryQueues<
  Key extends string,
  Waiting extends { readonly entry: Pick<SentEntry, 'intent'> },
> {
  readonly #bounds: QueueBounds;
  readonly #queues = new Map<Key, KeyQueue<Key, Waiting>>();
  readonly #ready: KeyQueue<Key, Waiting>[] = [];
  #waiting = 0;
  #waitingBytes = 0;

  constructor(bounds: QueueBounds) {
    this.#bounds = bounds;
  }

  /** Whether nothing waits and no batch is under way. */
  get isIdle(): boolean {
    return this.#queues.size === 0;
  }

  /** Whether there is room for this entry. */
  hasRoom(key: Key, { intent }: Pick<SentEntry, 'intent'>): boolean {
    const { queuedEntries, queuedBytes } = this.#bounds;
    const queued = this.#queues.get(key)?.waiting.length ?? 0;
    return (
      queued < limits.queuedEntriesPerChat &&
      this.#waiting < queuedEntries &&
      this.#waitingBytes + sizeOf(intent) <= queuedBytes
    );
  }

  add(key: Key, waiting: Waiting): void {
    const queue = this.#queues.get(key) ?? { key, waiting: [], isActive: false };
    this.#queues.set(key, queue);
    queue.waiting.push(waiting);
    this.#waiting += 1;
    this.#waitingBytes += sizeOf(waiting.entry.intent);
    if (queue.isActive) return;
    queue.isActive = true;
    this.#ready.push(queue);
  }

  /** The next batch, which is under way until it is `done`; undefined where no key may go on. */
  next(): Turn<Key, Waiting> | undefined {
    const queue = this.#ready.shift();
    if (queue === undefined) return undefined;
    const batch = queue.waiting.slice(0, limits.batchEntries);
    queue.waiting = queue.waiting.slice(limits.batchEntries);
    this.#waiting -= batch.length;
    for (const { entry } of batch) this.#waitingBytes -= sizeOf(entry.intent);
    return { key: queue.key, batch };
  }

  /** The batch of this key is answered. */
  done(key: Key): void {
    const queue = this.#queues.get(key);
    if (queue === undefined) throw new Error(`no batch of ${key} is under way`);
    if (queue.waiting.length > 0) {
      this.#ready.push(queue);
    } else {
      queue.isActive = false;
      this.#queues.delete(key);
    }
  }
}

function sizeOf(intent: string): number {
  return Buffer.byteLength(intent);
}
