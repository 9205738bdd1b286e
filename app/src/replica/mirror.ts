/**
 * What the disk holds of the chats, in memory: their records and entries, without documents.
 * Invariant: a state never gives way to one that was read or written before it, in whatever order
 * transactions are heard of.
 */
import type { ChatId, EntryId, UserId } from '@jibber/schema/ids';
import type { ChatState } from './loaded-chat.ts';
import { isWaiting } from './outbox-entry.ts';
import type { OwnWords } from './own-words.ts';
import type { ChatRecord, OutboxEntry } from './records.ts';

export class Mirror {
  readonly #states = new Map<ChatId, { readonly state: ChatState; readonly turn: number }>();
  readonly #chats = new Map<EntryId, ChatId>();
  /** Turns in which chats were put away. */
  readonly #goneAt = new Map<ChatId, number>();
  /** Everybody one shares a present chat with; undefined where it has to be gathered anew. */
  #known: ReadonlySet<UserId> | undefined;
  #turn = 0;

  /** To be taken inside the transaction: transactions run one after the other. */
  nextTurn(): number {
    this.#turn += 1;
    return this.#turn;
  }

  get(chatId: ChatId): ChatState | undefined {
    return this.#states.get(chatId)?.state;
  }

  /** Of the state that is here. */
  turnOf(chatId: ChatId): number {
    return this.#states.get(chatId)?.turn ?? 0;
  }

  *records(): Generator<ChatRecord> {
    for (const { state } of this.#states.values()) yield state.record;
  }

  *outbox(): Generator<readonly [ChatId, readonly OutboxEntry[]]> {
    for (const [chatId, { state }] of this.#states) {
      if (state.entries.length > 0) yield [chatId, state.entries];
    }
  }

  chatOf(entryId: EntryId): ChatId | undefined {
    return this.#chats.get(entryId);
  }

  /** Entries not yet accepted, refused ones excluded. */
  unsent(): number {
    let count = 0;
    for (const [, entries] of this.outbox()) count += entries.filter(isWaiting).length;
    return count;
  }

  /** What exists nowhere but on this device. */
  ownWords(): Omit<OwnWords, 'account'> {
    const states = [...this.#states.values()].map(({ state }) => state);
    return {
      outbox: states.flatMap(({ entries }) => entries).sort((a, b) => a.order - b.order),
      drafts: states.flatMap(({ record: { chatId, draft } }) =>
        draft === undefined ? [] : [{ chatId, text: draft }],
      ),
    };
  }

  /** False where a later state is here already. */
  set(chatId: ChatId, state: ChatState, turn: number): boolean {
    const before = this.#states.get(chatId);
    if ((before?.turn ?? this.#goneAt.get(chatId) ?? 0) > turn) return false;
    for (const { entryId } of before?.state.entries ?? []) this.#chats.delete(entryId);
    for (const { entryId } of state.entries) this.#chats.set(entryId, chatId);
    const present = state.present ?? before?.state.present;
    this.#states.set(chatId, { state: { ...state, present }, turn });
    this.#known = undefined;
    return true;
  }

  /** The chat is not on the disk any more. */
  delete(chatId: ChatId, turn: number): void {
    this.#goneAt.set(chatId, turn);
    for (const { entryId } of this.get(chatId)?.entries ?? []) this.#chats.delete(entryId);
    this.#states.delete(chatId);
    this.#known = undefined;
  }

  /** Whether one shares a chat with this person that neither has left. */
  knows(user: UserId): boolean {
    return this.known().has(user);
  }

  known(): ReadonlySet<UserId> {
    this.#known ??= new Set(this.#knownPeople());
    return this.#known;
  }

  clear(): void {
    this.#states.clear();
    this.#chats.clear();
    this.#known = undefined;
  }

  *#knownPeople(): Generator<UserId> {
    for (const { state } of this.#states.values()) {
      const { peer, head, ended } = state.record;
      if (head === 0 || ended !== undefined) continue;
      if (peer !== undefined) yield peer;
      for (const [user] of state.present ?? []) yield user;
    }
  }
}
