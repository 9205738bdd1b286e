/**
 * Changes to chats, from frames, from the person and from other tabs, all in one manner: one
 * transaction, then memory, then the other tabs, then listeners. Invariant: what is told is on the
 * disk, and is never older than what was told before.
 */
import { type ChatId, type EntryId, isUserId, type UserId } from '@jibber/schema/ids';
import { type Result, succeed } from '@jibber/schema/result';
import type { Scheduler } from '@jibber/schema/scheduler';
import { refreshPreview } from './chat-preview.ts';
import { isGroup, newChat } from './chat-record.ts';
import { ChatWork, chatTables } from './chat-work.ts';
import { type AppliedRows, type ChatState, LoadedChat } from './loaded-chat.ts';
import type { DatabaseFault, LocalDatabase, WriteTransaction } from './local-database.ts';
import { Mirror } from './mirror.ts';
import type { KnownPeople } from './overlay.ts';
import type { Tabs } from './ports.ts';
import {
  type ReceiveContext,
  type Received,
  type ReceivedFrame,
  receiveTables,
  storeFrames,
} from './receive.ts';
import type { OutboxEntry, ReceiptRecord } from './records.ts';

export type ChatStorePorts = {
  readonly database: LocalDatabase;
  readonly me: UserId;
  readonly scheduler: Scheduler;
  readonly tabs: Tabs;
  /** Once per turn, after memory has changed. */
  changed(chatIds: ReadonlySet<ChatId>): void;
  /** A chat is neither on the disk nor in memory any more. */
  gone(chatId: ChatId): void;
  /** Who can neither be written to nor added: whoever this person has blocked. */
  isBlocked?: ((user: UserId) => boolean) | undefined;
  /** The last transaction failed so; undefined: it did not. */
  faulted(fault: DatabaseFault | undefined): void;
};

type Open = { readonly chat: Promise<LoadedChat>; users: number };

export class ChatStore {
  readonly mirror = new Mirror();
  readonly #ports: ChatStorePorts;
  readonly #open = new Map<ChatId, Open>();
  readonly #people: KnownPeople;
  #touched = new Set<ChatId>();

  constructor(ports: ChatStorePorts) {
    this.#ports = ports;
    this.#people = {
      knows: (user) => this.mirror.knows(user),
      isBlocked: (user) => ports.isBlocked?.(user) ?? false,
    };
  }

  /**
   * Reads all records and entries; told by `changed`.
   * @returns the turn of what was read
   */
  async load(): Promise<Result<number, DatabaseFault>> {
    const { database, scheduler } = this.#ports;
    const read = await database.read(['chats', 'members', 'outbox'], async (transaction) => ({
      records: await transaction.table('chats').all(),
      members: await transaction.table('members').all(),
      entries: await transaction.table('outbox').all(),
      turn: this.mirror.nextTurn(),
    }));
    if (!read.ok) {
      this.#ports.faulted(read.code);
      return read;
    }
    const { records, members, entries, turn } = read.value;
    const present = new Map(members.map((each) => [each.chatId, each.present]));
    this.mirror.clear();
    const byChat = new Map<ChatId, OutboxEntry[]>();
    for (const entry of entries) {
      const own = byChat.get(entry.chatId);
      if (own === undefined) byChat.set(entry.chatId, [entry]);
      else own.push(entry);
    }
    for (const record of records) {
      const { chatId } = record;
      const state = { record, entries: byChat.get(chatId) ?? [], present: present.get(chatId) };
      this.mirror.set(record.chatId, state, turn);
      byChat.delete(record.chatId);
      this.touch(record.chatId);
    }
    // The outbox outlives everything else: chats that are only in it are made anew, in memory also
    // where the disk takes nothing.
    for (const [chatId, own] of byChat) {
      const record = newChat(chatId, own[0]?.writtenAt ?? scheduler.now());
      const opening = own.find(({ intent }) => intent.kind === 'chat.open');
      if (opening?.intent.kind === 'chat.open' && opening.intent.with !== this.#ports.me) {
        record.peer = opening.intent.with;
      }
      refreshPreview(record, own, this.#ports.me);
      this.mirror.set(chatId, { record, entries: own }, turn);
      this.touch(chatId);
      await this.change(chatId, 'relaxed', false, async () => undefined);
    }
    return succeed(turn);
  }

  /**
   * Changes one chat in one transaction. Resolves once it is stored and in memory; undefined where
   * there is no such chat. One that memory knows is made again where the browser has removed it.
   * @param isNew makes the chat where it is not there
   */
  async change<Value>(
    chatId: ChatId,
    durability: 'strict' | 'relaxed',
    isNew: boolean,
    work: (chat: ChatWork, transaction: WriteTransaction) => Promise<Value>,
  ): Promise<Result<Value | undefined, DatabaseFault>> {
    const { database, me, scheduler } = this.#ports;
    const tables = [...chatTables, 'meta', 'profiles'] as const;
    const known = this.mirror.get(chatId)?.record;
    const result = await database.write(tables, durability, async (transaction) => {
      const openedAt = isNew ? scheduler.now() : known?.openedAt;
      const chat = await ChatWork.load(transaction, me, chatId, openedAt);
      if (chat === undefined) return undefined;
      chat.record.peer ??= known?.peer;
      chat.record.title ??= known?.title;
      const value = await work(chat, transaction);
      await chat.finish();
      const state = { record: chat.record, entries: chat.entries, present: chat.present };
      return { value, state, isGone: chat.isGone, turn: this.mirror.nextTurn() };
    });
    this.#ports.faulted(result.ok ? undefined : result.code);
    if (!result.ok) return result;
    if (result.value === undefined) return succeed(undefined);
    const { value, state, isGone, turn } = result.value;
    if (isGone) await this.#letGo(chatId, turn);
    else await this.#take(chatId, state, undefined, turn);
    this.#ports.tabs.post({ type: isGone ? 'gone' : 'chat', chatId });
    return succeed(value);
  }

  /** Another tab put a chat away. */
  async gone(chatId: ChatId): Promise<void> {
    const read = await this.#ports.database.read(['chats'], async (transaction) => ({
      record: await transaction.table('chats').get(chatId),
      turn: this.mirror.nextTurn(),
    }));
    if (read.ok && read.value.record === undefined) await this.#letGo(chatId, read.value.turn);
  }

  /** Stores what a node sent, in one transaction. */
  async store(
    frames: readonly ReceivedFrame[],
    context: Pick<ReceiveContext, 'greetedHead' | 'greetedRevision'>,
  ): Promise<Result<Received, DatabaseFault>> {
    const { database, me, scheduler } = this.#ports;
    const result = await database.write(receiveTables, 'strict', async (transaction) => {
      const received = await storeFrames(transaction, frames, {
        ...context,
        me,
        now: scheduler.now(),
        chatOf: (entryId: EntryId) => this.mirror.chatOf(entryId),
      });
      return { received, turn: this.mirror.nextTurn() };
    });
    this.#ports.faulted(result.ok ? undefined : result.code);
    if (!result.ok) return result;
    const { received, turn } = result.value;
    for (const [chatId, { state, rows, isAnew, isGone }] of received.chats) {
      if (isGone) {
        await this.#letGo(chatId, turn);
        this.#ports.tabs.post({ type: 'gone', chatId });
        continue;
      }
      if (isAnew) {
        await (await this.#open.get(chatId)?.chat)?.reset(state, turn);
        this.#ports.tabs.post({ type: 'everything' });
      }
      await this.#take(chatId, state, isAnew ? undefined : rows, turn);
      this.#ports.tabs.post({ type: 'chat', chatId });
    }
    return succeed(received);
  }

  /**
   * Another tab changed a chat: reads it from the disk.
   * @param isPatient false is returned, and nothing taken over, where rows came that this tab's own
   *   socket brings, too
   */
  async refresh(chatId: ChatId, isPatient: boolean): Promise<boolean> {
    const tables = ['chats', 'members', 'outbox'] as const;
    const read = await this.#ports.database.read(tables, async (transaction) => ({
      record: await transaction.table('chats').get(chatId),
      present: (await transaction.table('members').get(chatId))?.present,
      entries: await transaction.table('outbox').all({ prefix: [chatId] }),
      turn: this.mirror.nextTurn(),
    }));
    if (!read.ok || read.value.record === undefined) return true;
    const { record, entries, present, turn } = read.value;
    const before = this.mirror.get(chatId)?.record.head ?? 0;
    if (isPatient && this.#open.has(chatId) && record.head > before) return false;
    await this.#take(chatId, { record, entries, present }, undefined, turn);
    return true;
  }

  /** Everything on the disk was replaced: reads it anew, open chats too. */
  async reload(): Promise<void> {
    const loaded = await this.load();
    if (!loaded.ok) return;
    for (const [chatId, open] of this.#open) {
      const chat = await open.chat;
      const state = this.mirror.get(chatId);
      if (state === undefined) await chat.reset(this.#empty(chatId), loaded.value);
      else await chat.reset(state, this.mirror.turnOf(chatId));
      await this.#giveUpUnreadable(chat);
      this.touch(chatId);
    }
  }

  /** The chat in memory, shared by all who open it; each closes it once. */
  async open(chatId: ChatId): Promise<LoadedChat> {
    let open = this.#open.get(chatId);
    if (open === undefined) {
      const { database, me } = this.#ports;
      const state = this.mirror.get(chatId) ?? this.#empty(chatId);
      const chat = LoadedChat.load({ database, me, people: this.#people }, state);
      open = { chat, users: 0 };
      this.#open.set(chatId, open);
    }
    open.users += 1;
    const loaded = await open.chat;
    const state = this.mirror.get(chatId);
    if (state !== undefined) await loaded.advance(state, undefined, this.mirror.turnOf(chatId));
    await this.#giveUpUnreadable(loaded);
    return loaded;
  }

  /** Reads a document of an open chat from the disk. */
  async loadDocument(chat: LoadedChat, document: number): Promise<void> {
    await chat.load([document]);
    await this.#giveUpUnreadable(chat);
    this.touch(chat.chatId);
  }

  close(chatId: ChatId): void {
    const open = this.#open.get(chatId);
    if (open === undefined) return;
    open.users -= 1;
    if (open.users > 0) return;
    this.#open.delete(chatId);
    void open.chat.then((chat) => chat.close());
  }

  /** Everybody with a line in an open group, those who are gone included: they wrote, too. */
  async peopleIn(chatId: ChatId): Promise<readonly UserId[]> {
    const chat = isGroup(chatId) ? await this.#open.get(chatId)?.chat : undefined;
    return chat === undefined ? [] : [...chat.memberKeys()].filter(isUserId);
  }

  /** How far the others have come in a chat, as far as it is known here. */
  async receiptsOf(chatId: ChatId): Promise<readonly ReceiptRecord[]> {
    const read = await this.#ports.database.read(['receipts'], (transaction) =>
      transaction.table('receipts').all({ prefix: [chatId] }),
    );
    return read.ok ? read.value : [];
  }

  /** Chats in memory. */
  opened(): ReadonlySet<ChatId> {
    return new Set(this.#open.keys());
  }

  /** Tells listeners that a chat has changed, once this turn is over. */
  touch(chatId: ChatId): void {
    this.#touched.add(chatId);
    if (this.#touched.size > 1) return;
    this.#ports.scheduler.soon(() => {
      const touched = this.#touched;
      this.#touched = new Set();
      this.#ports.changed(touched);
    });
  }

  async #letGo(chatId: ChatId, turn: number): Promise<void> {
    this.mirror.delete(chatId, turn);
    await (await this.#open.get(chatId)?.chat)?.reset(this.#empty(chatId), turn);
    this.#ports.gone(chatId);
    this.touch(chatId);
  }

  async #take(
    chatId: ChatId,
    state: ChatState,
    rows: AppliedRows | undefined,
    turn: number,
  ): Promise<void> {
    // First of all: were the database lost now, memory alone would know what was written.
    this.mirror.set(chatId, state, turn);
    const chat = await this.#open.get(chatId)?.chat;
    await chat?.advance(state, rows, turn);
    this.touch(chatId);
    if (chat !== undefined) await this.#giveUpUnreadable(chat);
  }

  /** What cannot be read is missing from now on, and so fetched anew. */
  async #giveUpUnreadable(chat: LoadedChat): Promise<void> {
    const documents = chat.takeUnreadable();
    if (documents.length === 0) return;
    await this.change(chat.chatId, 'relaxed', false, async (work) => {
      for (const document of documents) work.loseDocument(document);
    });
  }

  #empty(chatId: ChatId): ChatState {
    return { record: newChat(chatId, this.#ports.scheduler.now()), entries: [] };
  }
}
