/**
 * Looks at what each transaction of a device left on its disk. Invariant: it compares with what the
 * same disk held before, and forgets that where the disk itself lost something.
 */
import type { ChatRecord, OutboxEntry } from '@jibber/app/replica/records';
import type { ChatId, EntryId } from '@jibber/schema/ids';
import type { Violation } from '@jibber/schema/testkit/history';

/** Chats and entries as they stand at the end of a transaction; undefined: it did not cover entries. */
export type Committed = {
  readonly records: readonly ChatRecord[];
  readonly entries: readonly OutboxEntry[] | undefined;
};

/** Where entries are. */
export type Places = {
  /** In the database; undefined where it does not have it. */
  positionOf(chatId: ChatId, entryId: EntryId): number | undefined;
  /** Whether a message stands in a document on this disk. */
  holds(chatId: ChatId, entryId: EntryId): boolean;
};

export class DiskWatch {
  /** What was found; whoever looks takes it out. */
  readonly broken: Violation[] = [];
  readonly #name: string;
  readonly #places: Places;
  #heads = new Map<ChatId, number>();
  #ended = new Set<ChatId>();
  #held = new Map<EntryId, ChatId>();

  constructor(name: string, places: Places) {
    this.#name = name;
    this.#places = places;
  }

  /** The disk lost something: an eviction, a power cut. */
  forget(): void {
    this.#heads = new Map();
    this.#held = new Map();
  }

  committed({ records, entries }: Committed): void {
    const here = new Set(records.map(({ chatId }) => chatId));
    // Put away by its person: it begins anew where he comes into it again.
    for (const chatId of this.#ended) if (!here.has(chatId)) this.#heads.delete(chatId);
    this.#ended = new Set();
    for (const { chatId, head, ended } of records) {
      if (ended !== undefined) this.#ended.add(chatId);
      const before = this.#heads.get(chatId) ?? 0;
      this.#heads.set(chatId, head);
      // R5: a cursor is never lowered, unless nothing of the chat is left.
      if (head < before && ended !== 'chat-deleted')
        this.#break('R5', `${chatId}: head fell from ${before} to ${head}`);
    }
    if (entries === undefined) return;
    // Of a declined invitation there is no row for whoever declined it.
    const due = entries.filter(({ intent }) => intent.kind !== 'invitation.decline');
    const held = new Map(due.map(({ entryId, chatId }) => [entryId, chatId]));
    for (const [entryId, chatId] of this.#held) {
      if (!held.has(entryId)) this.#checkRemoved(entryId, chatId, records);
    }
    this.#held = held;
  }

  /** R6: an accepted entry leaves the outbox only with its row, or with a document that has it. */
  #checkRemoved(entryId: EntryId, chatId: ChatId, records: readonly ChatRecord[]): void {
    const position = this.#places.positionOf(chatId, entryId);
    const record = records.find((each) => each.chatId === chatId);
    // Of a chat that ended for its person no row comes any more.
    if (position === undefined || record === undefined || record.ended !== undefined) return;
    const isHere =
      record.head >= position && record.behind.every(({ complete }) => complete >= position);
    if (!isHere && !this.#places.holds(chatId, entryId))
      this.#break('R6', `${entryId} left the outbox, its row ${position} is not here`);
  }

  #break(invariant: string, message: string): void {
    this.broken.push({ invariant, message: `${this.#name}: ${message}` });
  }
}
