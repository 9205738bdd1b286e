/**
 * A chat that is open on the screen: its documents in memory, and the timeline made of them. Loaded
 * with Yjs. Invariant: what it shows is on the disk; rows it cannot continue are read from there.
 */
import { chatMaps, segmentMaps } from '@jibber/schema/document/values';
import type { ChatId, EntryId, UserId } from '@jibber/schema/ids';
import type * as Y from 'yjs';
import { completeOf, isBehind, isGroup, segmentOf } from './chat-record.ts';
import { applyUpdates, buildDocument, valuesOf } from './documents.ts';
import { drawGroup } from './draw-group.ts';
import { DrawnSegment } from './drawn-segment.ts';
import type { GroupView } from './group-view.ts';
import type { LocalDatabase, ReadTransaction } from './local-database.ts';
import { type AcceptedChat, type KnownPeople, OverlayChat } from './overlay.ts';
import { type ChatRecord, chatDocument, type OutboxEntry, type Present } from './records.ts';
import type { TimelineMessage } from './replica.ts';
import { layEntries } from './timeline.ts';

/** A chat's record and entries, as they stand on the disk. */
export type ChatState = {
  readonly record: ChatRecord;
  /** In order. */
  readonly entries: readonly OutboxEntry[];
  /** Present members of a group; undefined where they are as before. */
  readonly present?: readonly Present[] | undefined;
};

export type LoadedChatPorts = {
  readonly database: LocalDatabase;
  readonly me: UserId;
  readonly people: KnownPeople;
};

/** Rows of one chat that a transaction was given, for the documents in memory. */
export type AppliedRows = {
  readonly from: number;
  readonly to: number;
  readonly updates: ReadonlyMap<number, readonly Uint8Array[]>;
  /** Documents that came whole, or whose rows came without their bytes: the disk has them. */
  readonly replaced: ReadonlySet<number>;
};

export class LoadedChat implements AcceptedChat {
  readonly chatId: ChatId;
  readonly #database: LocalDatabase;
  readonly #me: UserId;
  readonly #people: KnownPeople;
  #state: ChatState;
  #chat: Y.Doc | undefined;
  readonly #segments = new Map<number, DrawnSegment>();
  /** Of the newest message in the documents, which are brought up before the record is. */
  #lastNumber = 0;
  #timeline: readonly TimelineMessage[] | undefined;
  /** Undefined where it has to be drawn anew. */
  #group: { readonly view: GroupView | undefined; readonly of: string } | undefined;
  /** Position up to which the documents in memory have what is on the disk. */
  #head = 0;
  /** Documents that were behind when memory took them: read anew once they are not any more. */
  readonly #behind = new Set<number>();
  /** Documents whose bytes on the disk are none. */
  readonly #unreadable = new Set<number>();
  #turn = 0;
  #busy: Promise<void> = Promise.resolve();
  #isClosed = false;

  /** Reads the chat document and the newest segment from the disk. */
  static async load(ports: LoadedChatPorts, state: ChatState): Promise<LoadedChat> {
    const chat = new LoadedChat(ports, state);
    await chat.load([chatDocument, state.record.segment]);
    return chat;
  }

  private constructor({ database, me, people }: LoadedChatPorts, state: ChatState) {
    this.#database = database;
    this.#me = me;
    this.#people = people;
    this.#state = state;
    this.chatId = state.record.chatId;
  }

  get state(): ChatState {
    return this.#state;
  }

  get exists(): boolean {
    return this.#state.record.head > 0;
  }

  get lastNumber(): number {
    return Math.max(this.#state.record.lastNumber, this.#lastNumber);
  }

  /** The oldest segment in memory of which there is something. */
  get oldest(): number {
    const { record } = this.#state;
    const held = [...this.#segments.keys()].filter((n) => completeOf(record, n) > 0);
    return Math.min(record.segment, ...held);
  }

  info(key: string): unknown {
    return this.#fromChat(chatMaps.info, key);
  }

  member(user: string): unknown {
    if (user === this.#me && this.#state.record.ended !== undefined) return undefined;
    return this.#fromChat(chatMaps.members, user);
  }

  /** Users with a line in its members. */
  memberKeys(): Iterable<string> {
    return this.#chat === undefined ? [] : valuesOf(this.#chat, chatMaps.members).keys();
  }

  segmentStart(n: string): unknown {
    return this.#fromChat(chatMaps.segments, n);
  }

  message(number: number): unknown {
    for (const { document } of this.#segments.values()) {
      const value = valuesOf(document, segmentMaps.messages).get(number.toString(36));
      if (value !== undefined) return value;
    }
    return undefined;
  }

  locate(message: EntryId): number | undefined {
    for (const segment of this.#segments.values()) {
      const number = segment.locate(message, this.#state.record);
      if (number !== undefined) return number;
    }
    return undefined;
  }

  segmentBytes(number: number): number {
    return this.#segments.get(segmentOf(this.#state.record, number) ?? -1)?.bytes ?? 0;
  }

  /** The chat with all entries of the outbox laid over it. */
  overlay(): OverlayChat {
    const overlay = new OverlayChat(this, this.#me, this.#people);
    for (const entry of this.#state.entries) overlay.apply(entry);
    return overlay;
  }

  timeline(): readonly TimelineMessage[] {
    if (this.#timeline === undefined) {
      const accepted = [...this.#segments]
        .sort(([a], [b]) => a - b)
        .flatMap(([, segment]) => segment.messages(this.#state.record));
      this.#timeline = layEntries(accepted, this.#state.entries, this.overlay(), this.#me);
    }
    return this.#timeline;
  }

  /** The group, its own wishes laid over it; the same object until something of it has changed. */
  group(): GroupView | undefined {
    if (!isGroup(this.chatId)) return undefined;
    const { record, entries } = this.#state;
    const wishes = entries.filter(({ intent }) => !intent.kind.startsWith('message.'));
    const of = [
      record.ended,
      ...wishes.map(({ entryId, refused }) => `${entryId} ${refused}`),
    ].join();
    if (this.#group?.of !== of) this.#group = { view: drawGroup(this.overlay(), this.#me), of };
    return this.#group.view;
  }

  /**
   * Brings memory up to what a transaction left on the disk; documents first, so that a message is
   * never missing between its entry and its row. Calls are served in order.
   * @param rows what the transaction was given; undefined where another tab was told
   * @param turn of the transaction: an older state does not replace a newer one
   */
  advance(state: ChatState, rows: AppliedRows | undefined, turn: number): Promise<void> {
    return this.#afterOthers(async () => {
      if (turn >= this.#turn && state.record.head === 0 && this.#head > 0) this.#forget();
      const unfit = new Set<number>();
      // Older segments come to memory only when somebody scrolls to them.
      for (const each of rows?.replaced ?? []) {
        if (each < 0 || each >= this.oldest || this.#segments.has(each)) unfit.add(each);
      }
      if (rows !== undefined && rows.from <= this.#head) {
        for (const document of this.#apply(state.record, rows.updates)) unfit.add(document);
        this.#head = Math.max(this.#head, rows.to);
      }
      if (this.#head < state.record.head) for (const each of this.#loaded()) unfit.add(each);
      for (const each of this.#loaded()) if (isBehind(state.record, each)) this.#behind.add(each);
      for (const each of this.#behind) if (!isBehind(state.record, each)) unfit.add(each);
      for (const each of this.#opened(state.record)) unfit.add(each);
      if (unfit.size > 0) await this.#load([...unfit]);
      if (turn >= this.#turn) this.#setState(state, turn);
    });
  }

  /** Reads documents from the disk, also those that are in memory. */
  load(documents: readonly number[]): Promise<void> {
    return this.#afterOthers(() => this.#load(documents));
  }

  /** Everything on the disk was replaced: nothing in memory continues it. */
  reset(state: ChatState, turn: number): Promise<void> {
    return this.#afterOthers(async () => {
      this.#forget();
      if (turn >= this.#turn) this.#setState(state, turn);
      await this.#load([chatDocument, this.#state.record.segment]);
    });
  }

  /** Documents that could not be read since this was last asked: they have to be fetched anew. */
  takeUnreadable(): readonly number[] {
    const unreadable = [...this.#unreadable];
    this.#unreadable.clear();
    return unreadable;
  }

  /** Frees the documents; nothing may be asked afterwards. */
  close(): void {
    this.#isClosed = true;
    this.#free();
  }

  /** Its content is not on the disk any more. */
  #forget(): void {
    this.#free();
    this.#head = 0;
  }

  #free(): void {
    this.#group = undefined;
    this.#chat?.destroy();
    this.#chat = undefined;
    for (const { document } of this.#segments.values()) document.destroy();
    this.#segments.clear();
    this.#lastNumber = 0;
    this.#behind.clear();
  }

  #afterOthers(work: () => Promise<void>): Promise<void> {
    const done = this.#busy.then(() => (this.#isClosed ? undefined : work()));
    this.#busy = done.catch(() => undefined);
    return done;
  }

  async #load(documents: readonly number[]): Promise<void> {
    const read = await this.#database.read(['chats', 'documents', 'rows'], async (transaction) => {
      const record = (await transaction.table('chats').get(this.chatId)) ?? this.#state.record;
      const contents: Uint8Array[][] = [];
      for (const document of documents) {
        contents.push(await readUpdates(transaction, record, document));
      }
      return { record, contents };
    });
    if (!read.ok || this.#isClosed) return;
    const { record, contents } = read.value;
    for (const [index, updates] of contents.entries()) {
      const document = documents[index];
      if (document === undefined) continue;
      this.#put(document, updates);
      if (isBehind(record, document)) this.#behind.add(document);
      else this.#behind.delete(document);
    }
    if (this.#loaded().every((document) => documents.includes(document))) {
      this.#head = Math.max(this.#head, record.head);
    }
    this.#timeline = undefined;
  }

  #loaded(): number[] {
    return [chatDocument, ...this.#segments.keys()];
  }

  /** Segments opened since memory was filled, which another tab may have been told of. */
  #opened({ segment, heldFrom }: ChatRecord): number[] {
    if (this.#segments.size === 0) return [];
    const first = Math.max(heldFrom, Math.max(...this.#segments.keys()) + 1);
    return Array.from({ length: Math.max(0, segment - first + 1) }, (_, index) => first + index);
  }

  #setState(state: ChatState, turn: number): void {
    const { others } = this.#state.record;
    const { delivered, read } = state.record.others;
    this.#state = state;
    this.#turn = turn;
    this.#timeline = undefined;
    // Let go on the disk after a long absence: they are not next to what is here any more.
    for (const [n, { document }] of this.#segments) {
      if (n >= state.record.heldFrom) continue;
      document.destroy();
      this.#segments.delete(n);
    }
    if (others.delivered === delivered && others.read === read) return;
    for (const segment of this.#segments.values()) segment.drawStates(state.record);
  }

  /**
   * Gives rows to the documents in memory, one Yjs transaction per document.
   * @returns documents to be read from the disk instead
   */
  #apply(record: ChatRecord, rows: ReadonlyMap<number, readonly Uint8Array[]>): number[] {
    const unfit: number[] = [];
    const newest = Math.max(...this.#segments.keys());
    for (const [document, updates] of rows) {
      if (isBehind(record, document)) continue;
      if (document === chatDocument) this.#group = undefined;
      const held = document === chatDocument ? this.#chat : this.#segments.get(document)?.document;
      if (held === undefined ? document > newest : !applyUpdates(held, updates)) {
        unfit.push(document);
      }
    }
    return unfit;
  }

  #put(document: number, updates: readonly Uint8Array[]): void {
    const built = buildDocument(updates);
    if (built === undefined) {
      this.#unreadable.add(document);
      return;
    }
    if (document === chatDocument) {
      this.#group = undefined;
      this.#chat?.destroy();
      this.#chat = built;
      return;
    }
    this.#segments.get(document)?.document.destroy();
    const bytes = updates.reduce((sum, update) => sum + update.length, 0);
    const noted = (number: number) => {
      this.#lastNumber = Math.max(this.#lastNumber, number);
    };
    const segment = new DrawnSegment({ document: built, bytes, me: this.#me, noted });
    this.#segments.set(document, segment);
  }

  #fromChat(map: string, key: string): unknown {
    return this.#chat === undefined ? undefined : valuesOf(this.#chat, map).get(key);
  }
}

async function readUpdates(
  transaction: ReadTransaction,
  record: ChatRecord,
  document: number,
): Promise<Uint8Array[]> {
  const { chatId } = record;
  const stored = await transaction.table('documents').get(chatId, document);
  const rows = await transaction
    .table('rows')
    .all({ prefix: [chatId, document], upTo: completeOf(record, document) });
  return [...(stored === undefined ? [] : [stored.snapshot]), ...rows.map((row) => row.update)];
}
