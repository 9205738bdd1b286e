/**
 * What frames of a node change on the disk, in the one transaction they are given. Invariant: rows,
 * cursors, rows of the chat list and the removal of answered entries are stored together or not at
 * all (DESIGN 4.6), whatever other tabs store at the same time.
 */
import type { ErrorCode } from '@jibber/schema/errors';
import type { ChatId, EntryId, UserId } from '@jibber/schema/ids';
import type { Intent } from '@jibber/schema/intents/registry';
import type { Answer } from '@jibber/schema/protocol/answers';
import type { Chats } from '@jibber/schema/protocol/chats';
import type { Receipts } from '@jibber/schema/protocol/receipts';
import type { Rows } from '@jibber/schema/protocol/rows';
import { ChatWork, chatTables, documentNumber } from './chat-work.ts';
import type { AppliedRows, ChatState } from './loaded-chat.ts';
import type { WriteTransaction } from './local-database.ts';
import { refuse } from './outbox.ts';
import type { TableName } from './records.ts';
import type { WholeDocument } from './stored-documents.ts';

export type ReceivedFrame =
  | Rows
  | Receipts
  | Chats
  | { readonly type: 'answers'; readonly answers: readonly Answer[] }
  | { readonly type: 'whole'; readonly chatId: ChatId; readonly whole: WholeDocument };

export const receiveTables: readonly TableName[] = [...chatTables, 'meta'];

export type ReceiveContext = {
  readonly me: UserId;
  readonly now: number;
  /** Chat of an entry of the outbox. */
  chatOf(entryId: EntryId): ChatId | undefined;
  /** Head this device named for a chat at the greeting, until that was answered. */
  greetedHead(chatId: ChatId): number | undefined;
  /** Revision of own registers that this device named at the greeting. */
  readonly greetedRevision: number;
};

export type Received = {
  readonly chats: ReadonlyMap<ChatId, ReceivedChat>;
  /** Something before what came is missing: the node has to be asked anew. */
  readonly hasGap: boolean;
};

export type ReceivedChat = {
  readonly state: ChatState;
  readonly rows: AppliedRows | undefined;
  /** Everything of it that was here is gone: nothing in memory continues it. */
  readonly isAnew: boolean;
  /** Nothing of it is on the disk any more. */
  readonly isGone: boolean;
};

type Work = {
  readonly chat: ChatWork;
  rows: { from: number; to: number; updates: Map<number, Uint8Array[]> } | undefined;
  /** Documents whose rows came without their bytes. */
  readonly withheld: Set<number>;
  isAnew: boolean;
};

export async function storeFrames(
  transaction: WriteTransaction,
  frames: readonly ReceivedFrame[],
  context: ReceiveContext,
): Promise<Received> {
  const batch = new Batch(transaction, context);
  for (const frame of frames) await batch.store(frame);
  return batch.finish();
}

class Batch {
  readonly #transaction: WriteTransaction;
  readonly #context: ReceiveContext;
  readonly #works = new Map<ChatId, Work>();
  /** Chats of which this batch has told what became of them. */
  readonly #heard = new Set<ChatId>();
  #hasGap = false;

  constructor(transaction: WriteTransaction, context: ReceiveContext) {
    this.#transaction = transaction;
    this.#context = context;
  }

  async store(frame: ReceivedFrame): Promise<void> {
    switch (frame.type) {
      case 'rows':
        return this.#storeRows(frame);
      case 'whole': {
        const work = await this.#work(frame.chatId, false);
        // What does not continue is behind as before, and asked for again.
        await work?.chat.storeDocument(frame.whole);
        return;
      }
      case 'chats':
        return this.#storeChats(frame);
      case 'answers':
        for (const answer of frame.answers) await this.#storeAnswer(answer);
        return;
      case 'receipts':
        return this.#storeReceipts(frame);
    }
  }

  async finish(): Promise<Received> {
    const chats = new Map<ChatId, ReceivedChat>();
    for (const [chatId, { chat, rows, withheld, isAnew }] of this.#works) {
      await chat.finish();
      const { record, entries } = chat;
      const replaced = new Set([...chat.replaced, ...withheld]);
      const from = rows?.from ?? record.head;
      const to = rows?.to ?? from;
      const hasDocuments = rows !== undefined || replaced.size > 0;
      chats.set(chatId, {
        state: { record, entries, present: chat.present },
        rows: hasDocuments
          ? { from, to, updates: rows?.updates ?? new Map(), replaced }
          : undefined,
        isAnew,
        isGone: chat.isGone,
      });
    }
    return { chats, hasGap: this.#hasGap };
  }

  async #work(chatId: ChatId, isNew: boolean): Promise<Work | undefined> {
    const begun = this.#works.get(chatId);
    if (begun !== undefined) return begun;
    const { me, now } = this.#context;
    const openedAt = isNew ? now : undefined;
    const chat = await ChatWork.load(this.#transaction, me, chatId, openedAt);
    if (chat === undefined) return undefined;
    const work: Work = { chat, rows: undefined, withheld: new Set(), isAnew: false };
    this.#works.set(chatId, work);
    return work;
  }

  async #storeRows(frame: Rows): Promise<void> {
    const work = await this.#work(frame.chatId, frame.from === 0);
    const outcome = work === undefined ? 'gap' : await work.chat.storeRows(frame);
    if (work === undefined || outcome === 'gap') {
      this.#hasGap = true;
      return;
    }
    work.rows ??= { from: frame.from, to: frame.to, updates: new Map() };
    const applied = work.rows;
    applied.to = Math.max(applied.to, frame.to);
    for (const document of frame.incomplete) work.withheld.add(documentNumber(document));
    for (const { parts } of frame.rows) {
      for (const { document, update } of parts) {
        const number = documentNumber(document);
        const updates = applied.updates.get(number) ?? [];
        updates.push(update);
        applied.updates.set(number, updates);
      }
    }
  }

  async #storeChats(frame: Chats): Promise<void> {
    for (const { chatId, head } of frame.heads) {
      // Of a chat that is new here, too, registers may come before its rows do.
      const work = await this.#work(chatId, true);
      // He is in it: whoever said otherwise had not heard of it yet, or it was before.
      if (work !== undefined) delete work.chat.record.ended;
      // A head below the one this device named, in answer to that: the database lost something. Rows
      // from the first on follow, as for every chat that is new to a device.
      const greeted = this.#heard.has(chatId) ? 0 : (this.#context.greetedHead(chatId) ?? 0);
      if (head < greeted) await this.#forget(chatId);
      this.#heard.add(chatId);
    }
    for (const { chatId, code } of frame.ended) {
      this.#heard.add(chatId);
      const work = await this.#work(chatId, false);
      if (work === undefined) continue;
      work.chat.end(code);
      // Nothing in memory is to be continued any more.
      if (code === 'chat-deleted') work.rows = undefined;
    }
  }

  async #storeAnswer(answer: Answer): Promise<void> {
    const chatId = this.#context.chatOf(answer.entryId);
    const work = chatId === undefined ? undefined : await this.#work(chatId, false);
    if (work === undefined) return;
    const { chat } = work;
    if (answer.outcome === 'refused') {
      for (const entry of refuse(chat.entries, answer.entryId, answer.code)) chat.putEntry(entry);
    } else if (answer.outcome === 'accepted') {
      const entry = chat.entries.find(({ entryId }) => entryId === answer.entryId);
      if (entry === undefined) return;
      const { position, number } = answer;
      chat.putEntry({ ...entry, accepted: { position, number }, refused: undefined });
      const code = endOf(entry.intent);
      // Of a group that ended before this device had anything of it, nothing else tells.
      if (code !== undefined && chat.record.head === 0) chat.end(code);
    }
  }

  async #storeReceipts({ chatId, registers, revision }: Receipts): Promise<void> {
    const { me } = this.#context;
    const meta = this.#transaction.table('meta');
    const stored = (await meta.get('receiptsRevision'))?.value;
    const known = typeof stored === 'number' ? stored : 0;
    // Registers were put away since the greeting: what this frame follows is not here any more.
    const isContinued = known >= this.#context.greetedRevision;
    if (isContinued && revision > known) {
      meta.put({ name: 'receiptsRevision', value: revision });
    }
    const work = await this.#work(chatId, false);
    if (work === undefined) return;
    const { record } = work.chat;
    const table = this.#transaction.table('receipts');
    for (const { userId, delivered, read } of registers) {
      if (userId === me) {
        if (read > record.own.read) work.chat.recount();
        record.own = maxOf(record.own, { delivered, read });
        record.told = maxOf(record.told, { delivered, read });
        continue;
      }
      const before = (await table.get(chatId, userId)) ?? { delivered: 0, read: 0 };
      const after = maxOf(before, { delivered: Math.max(delivered, read), read });
      table.put({ chatId, userId, ...after });
    }
    work.chat.registersChanged();
  }

  /**
   * Everything of a chat but its entries and draft, to load it anew. Its registers come again when
   * all of them are asked for.
   */
  async #forget(chatId: ChatId): Promise<void> {
    const tables = this.#transaction;
    tables.table('chats').delete(chatId);
    tables.table('members').delete(chatId);
    tables.table('meta').delete('receiptsRevision');
    for (const name of ['documents', 'rows', 'receipts'] as const) {
      tables.table(name).deleteAll({ prefix: [chatId] });
    }
    this.#works.delete(chatId);
    const work = await this.#work(chatId, true);
    if (work === undefined) return;
    work.isAnew = true;
    for (const entry of work.chat.entries) {
      if (entry.accepted !== undefined) work.chat.putEntry({ ...entry, accepted: undefined });
    }
  }
}

/** How a group is over for whoever did this; undefined: it is not. */
function endOf({ kind }: Intent): ErrorCode | undefined {
  if (kind === 'group.delete') return 'chat-deleted';
  return kind === 'member.leave' ? 'chat-left' : undefined;
}

function maxOf<Both extends { delivered: number; read: number }>(one: Both, other: Both) {
  return {
    delivered: Math.max(one.delivered, other.delivered),
    read: Math.max(one.read, other.read),
  };
}
