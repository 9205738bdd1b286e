/**
 * Entries that wait for their turn, by chat, and how many may. Invariants: what was added is taken
 * once, in its order within its chat; of a chat nothing is taken while a batch of it is under way;
 * chats take turns.
 */
import type { ChatId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import type { SentEntry } from '@jibber/schema/protocol/send';
import type { QueuedEntry } from './batch.ts';

export type QueueBounds = {
  /** Entries waiting in all chats together. */
  readonly queuedEntries: number;
  /** Intents of those entries, in bytes as they came. */
  readonly queuedBytes: number;
};

/** What goes together, of one chat. */
export type Turn<Waiting> = { readonly chatId: ChatId; readonly batch: readonly Waiting[] };

type ChatQueue<Waiting> = { readonly chatId: ChatId; waiting: Waiting[]; isActive: boolean };

export class EntryQueues<Waiting extends QueuedEntry> {
  readonly #bounds: QueueBounds;
  readonly #queues = new Map<ChatId, ChatQueue<Waiting>>();
  readonly #ready: ChatQueue<Waiting>[] = [];
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
  hasRoom({ chatId, intent }: SentEntry): boolean {
    const { queuedEntries, queuedBytes } = this.#bounds;
    const queued = this.#queues.get(chatId)?.waiting.length ?? 0;
    return (
      queued < limits.queuedEntriesPerChat &&
      this.#waiting < queuedEntries &&
      this.#waitingBytes + sizeOf(intent) <= queuedBytes
    );
  }

  add(waiting: Waiting): void {
    const { chatId } = waiting.entry;
    const queue = this.#queues.get(chatId) ?? { chatId, waiting: [], isActive: false };
    this.#queues.set(chatId, queue);
    queue.waiting.push(waiting);
    this.#waiting += 1;
    this.#waitingBytes += sizeOf(waiting.entry.intent);
    if (queue.isActive) return;
    queue.isActive = true;
    this.#ready.push(queue);
  }

  /** The next batch, which is under way until it is `done`; undefined where no chat may go on. */
  next(): Turn<Waiting> | undefined {
    const queue = this.#ready.shift();
    if (queue === undefined) return undefined;
    const batch = queue.waiting.slice(0, limits.batchEntries);
    queue.waiting = queue.waiting.slice(limits.batchEntries);
    this.#waiting -= batch.length;
    for (const { entry } of batch) this.#waitingBytes -= sizeOf(entry.intent);
    return { chatId: queue.chatId, batch };
  }

  /** The batch of this chat is answered. */
  done(chatId: ChatId): void {
    const queue = this.#queues.get(chatId);
    if (queue === undefined) throw new Error(`no batch of ${chatId} is under way`);
    if (queue.waiting.length > 0) {
      this.#ready.push(queue);
    } else {
      queue.isActive = false;
      this.#queues.delete(chatId);
    }
  }
}

function sizeOf(intent: string): number {
  return Buffer.byteLength(intent);
}
