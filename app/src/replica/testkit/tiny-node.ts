/**
 * A node small enough to be read at once, for tests of the replica: the real rules, codec and
 * documents, everything else in memory. Invariant: it answers as DESIGN 4 says; what it is told to do
 * wrong (`lose`, `again`, `empty`) it does on purpose.
 */
import type { Invite } from '@jibber/schema/document/chat-document';
import type { DocumentName } from '@jibber/schema/document/values';
import type { ErrorCode } from '@jibber/schema/errors';
import {
  accountScope,
  type ChatId,
  type EntryId,
  type HistoryId,
  historyId,
  isChatId,
  type UserId,
} from '@jibber/schema/ids';
import { parseIntentText } from '@jibber/schema/intents/registry';
import type { Answer } from '@jibber/schema/protocol/answers';
import { type DownFrame, decodeUp, type UpFrame } from '@jibber/schema/protocol/codec';
import { cutDocument } from '@jibber/schema/protocol/document';
import type { Hello } from '@jibber/schema/protocol/hello';
import type { SentEntry } from '@jibber/schema/protocol/send';
import type { Scheduler } from '@jibber/schema/scheduler';
import * as Y from 'yjs';
import { TinyAccounts } from './tiny-accounts.ts';
import { historyOf, makeChat, replay, type TinyChat, textsOf } from './tiny-chat.ts';
import { acceptIntent } from './tiny-log.ts';

export type TinySocket = {
  readonly userId: UserId;
  push: (frame: DownFrame) => void;
  end(code: number): void;
  opened: ChatId | undefined;
  isGreeted: boolean;
};

export class TinyNode {
  readonly chats = new Map<ChatId, TinyChat>();
  readonly sockets = new Set<TinySocket>();
  /** Everything that came, for tests that look at what devices ask. */
  readonly heard: UpFrame[] = [];
  readonly people = new Set<UserId>();
  readonly accounts = new TinyAccounts();
  /** People with whom nobody shares a chat before he is in one. */
  readonly strangers = new Set<UserId>();
  readonly invites = new Map<string, Invite>();
  historyId: HistoryId;
  /** Documents are sent as bytes that are none. */
  garbles = false;
  /** Segments that somebody may not see are named to him, though never given. */
  namesWithheld = false;
  /** Messages after which the next segment opens. */
  segmentMessages = 1000;
  /** What the next entries are answered with, without being looked at. */
  answerNext: ((entry: SentEntry) => Answer | undefined) | undefined;
  readonly #answers = new Map<EntryId, Answer>();
  readonly #answered = new Set<EntryId>();
  readonly #scheduler: Scheduler;
  #revision = 0;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
    this.historyId = historyId('0193a1b2-0000-7000-8000-0000000000f1');
  }

  receive(socket: TinySocket, message: Uint8Array): void {
    const decoded = decodeUp(message);
    if (!decoded.ok) throw new Error(`a device sent ${decoded.code}`);
    for (const frame of decoded.value) {
      this.heard.push(frame);
      this.#handle(socket, frame);
    }
  }

  /** The text of each message of a chat, in order. */
  texts(chatId: ChatId): string[] {
    const chat = this.chats.get(chatId);
    return chat === undefined ? [] : textsOf(chat);
  }

  /** Compaction: rows up to a position lose their bytes. */
  empty(chatId: ChatId, upTo: number): void {
    const chat = this.chats.get(chatId);
    if (chat === undefined) return;
    chat.rows = chat.rows.map((row) => {
      if (row.position > upTo) return row;
      return { ...row, parts: row.parts.map((part) => ({ ...part, update: new Uint8Array() })) };
    });
  }

  /** A restore to the beginning: everything that was accepted is gone, but for the chats themselves. */
  restore(): void {
    this.#answers.clear();
    this.#answered.clear();
    for (const chatId of this.chats.keys()) this.rewind(chatId, 1);
  }

  /** Takes back what was accepted above a position. */
  rewind(chatId: ChatId, to: number): void {
    const before = this.chats.get(chatId);
    if (before === undefined) return;
    const chat = makeChat(chatId);
    this.chats.set(chatId, chat);
    for (const member of before.members) chat.members.add(member);
    chat.starts.push(1);
    for (const row of before.rows) {
      if (row.position <= to) replay(chat, row);
      else this.#answers.delete(row.entryId);
    }
  }

  /** Does entries as a device of this person would have them done. */
  submit(userId: UserId, entries: readonly SentEntry[]): Answer[] {
    return entries.map((entry) => {
      const answer = this.answerNext?.(entry) ?? this.#answer(userId, entry);
      if (answer.outcome === 'again') return answer;
      this.#answered.add(entry.entryId);
      const chat = isChatId(entry.scope) ? this.chats.get(entry.scope) : undefined;
      const wasMember = chat?.members.has(userId) === true || chat?.ended.has(userId) === true;
      // Of refusals of people who never were members a node keeps nothing.
      if (wasMember) this.#answers.set(entry.entryId, answer);
      return answer;
    });
  }

  #handle(socket: TinySocket, frame: UpFrame): void {
    switch (frame.type) {
      case 'hello':
        return this.#greet(socket, frame);
      case 'send': {
        const before = new Map(
          [...this.chats].map(([chatId, { head, members }]) => [
            chatId,
            { head, members: new Set(members) },
          ]),
        );
        const { revision } = this.accounts.of(socket.userId);
        const answers = this.submit(socket.userId, frame.entries);
        socket.push({ type: 'answers', answers });
        if (this.accounts.of(socket.userId).revision > revision) this.tellAccount(socket.userId);
        for (const chat of this.chats.values()) {
          const { head, members } = before.get(chat.chatId) ?? { head: 0, members: new Set() };
          this.#tell(chat, head, members);
        }
        return;
      }
      case 'fetch':
        for (const { document, complete } of frame.documents) {
          const chat = this.#chatOf(socket, frame.chatId);
          if (chat !== undefined) this.#sendDocument(socket, chat, document, complete);
        }
        return;
      case 'receipt':
        return this.#receipt(socket, frame.chatId, frame.delivered, frame.read);
      case 'open': {
        socket.opened = frame.chatId;
        const chat = frame.chatId && this.#chatOf(socket, frame.chatId);
        if (chat) this.#tellRegisters(socket, chat);
        return;
      }
      case 'typing':
        for (const other of this.sockets) {
          if (other.userId === socket.userId || !this.#chatOf(other, frame.chatId)) continue;
          other.push({ type: 'typed', chatId: frame.chatId, userId: socket.userId });
        }
        return;
      case 'ping':
        socket.push({ type: 'pong', nonce: frame.nonce });
        return;
    }
  }

  #greet(socket: TinySocket, hello: Hello): void {
    const isSame = hello.historyId === this.historyId;
    const { historyId: ours } = this;
    socket.push({ type: 'welcome', version: 1, historyId: ours, userId: socket.userId, at: 1 });
    const cursors = new Map(isSame ? hello.cursors.map((each) => [each.chatId, each]) : []);
    const chats = [...this.chats.values()].filter(({ members }) => members.has(socket.userId));
    const heads = chats.filter((chat) => cursors.get(chat.chatId)?.head !== chat.head);
    const ended = [...cursors.keys()].filter(
      (chatId) => !chats.some((chat) => chat.chatId === chatId),
    );
    socket.push({
      type: 'chats',
      heads: heads.map((chat) => ({
        chatId: chat.chatId,
        head: chat.head,
        lastNumber: chat.lastNumber,
        segment: chat.starts.length - 1,
      })),
      ended: ended.map((chatId) => ({
        chatId,
        code: this.chats.get(chatId)?.ended.get(socket.userId) ?? 'chat-not-found',
      })),
      last: false,
    });
    for (const chat of chats) {
      const register = chat.registers.get(socket.userId);
      if (register !== undefined && register.revision > hello.receiptsRevision) {
        const { chatId } = chat;
        socket.push({
          type: 'receipts',
          chatId,
          registers: [register],
          revision: register.revision,
        });
      }
      const cursor = cursors.get(chat.chatId);
      const known = cursor !== undefined && cursor.head <= chat.head ? cursor.head : 0;
      this.#sendRows(socket, chat, known);
      for (const { document, complete } of cursor?.behind ?? []) {
        this.#sendDocument(socket, chat, document, complete);
      }
    }
    socket.isGreeted = true;
    socket.push({ type: 'chats', heads: [], ended: [], last: true });
    socket.push({ type: 'account', revision: this.accounts.of(socket.userId).revision });
  }

  /** Tells a person's devices of his account's revision. */
  tellAccount(userId: UserId): void {
    const { revision } = this.accounts.of(userId);
    for (const socket of this.sockets) {
      if (socket.userId === userId) socket.push({ type: 'account', revision });
    }
  }

  #answer(userId: UserId, entry: SentEntry): Answer {
    const { entryId } = entry;
    const known = this.#answers.get(entryId);
    if (known !== undefined) return known;
    if (entry.after !== undefined && !this.#answered.has(entry.after)) {
      return { outcome: 'again', entryId, code: 'after-unanswered', backoffMs: 0 };
    }
    if (entry.scope === accountScope) return this.accounts.answer(userId, entry);
    const refuse = (code: ErrorCode): Answer => ({ outcome: 'refused', entryId, code });
    const parsed = parseIntentText(entry.intent);
    if (!parsed.ok) return refuse(parsed.code);
    const intent = parsed.value;
    if (!isChatId(entry.scope)) return refuse('malformed');
    const chat = this.chats.get(entry.scope) ?? makeChat(entry.scope);
    const act = { userId, entryId, at: this.#scheduler.now() };
    const { invites, segmentMessages } = this;
    const relation = (_: UserId, user: UserId) => {
      if (!this.people.has(user)) return 'unreachable';
      return this.strangers.has(user) ? 'stranger' : 'known';
    };
    const accepted = acceptIntent(chat, { relation, invites, segmentMessages }, act, intent);
    if (!accepted.ok) return refuse(accepted.code);
    this.chats.set(chat.chatId, chat);
    return { outcome: 'accepted', entryId, ...accepted.value };
  }

  /** @param before who was in it at that head */
  #tell(chat: TinyChat, from: number, before: ReadonlySet<UserId>): void {
    if (chat.head === from) return;
    const { chatId } = chat;
    for (const socket of this.sockets) {
      const { userId } = socket;
      if (!socket.isGreeted) continue;
      if (chat.members.has(userId)) this.#sendRows(socket, chat, before.has(userId) ? from : 0);
      else if (before.has(userId)) {
        const code = chat.ended.get(userId) ?? 'chat-not-found';
        socket.push({ type: 'chats', heads: [], ended: [{ chatId, code }], last: false });
      }
    }
  }

  #sendRows(socket: TinySocket, chat: TinyChat, from: number): void {
    const rows = chat.rows.filter(({ position }) => position > from);
    if (rows.length === 0) return;
    const incomplete = new Set<DocumentName>();
    const history = historyOf(chat, socket.userId);
    const isWithheld = (document: DocumentName) => document !== 'chat' && document < history;
    // Whoever came later gets the chat document as it is, not what led to it.
    if (from < (chat.joinedAt.get(socket.userId) ?? 0) - 1) incomplete.add('chat');
    for (const { parts } of rows) {
      for (const { document, update } of parts) {
        if (isWithheld(document) ? this.namesWithheld : update.length === 0) {
          incomplete.add(document);
        }
      }
    }
    socket.push({
      type: 'rows',
      chatId: chat.chatId,
      from,
      to: chat.head,
      incomplete: [...incomplete],
      rows: rows.map((row) => ({
        ...row,
        parts: row.parts.filter(
          ({ document }) => !incomplete.has(document) && !isWithheld(document),
        ),
      })),
    });
  }

  #sendDocument(
    socket: TinySocket,
    chat: TinyChat,
    document: DocumentName,
    complete: number,
  ): void {
    const doc = chat.documents.get(document);
    if (doc === undefined) return;
    if (document !== 'chat' && document < historyOf(chat, socket.userId)) return;
    const parts = chat.rows.flatMap((row) =>
      row.position > complete ? row.parts.filter((part) => part.document === document) : [],
    );
    const isWhole = complete === 0 || parts.some(({ update }) => update.length === 0);
    const good = isWhole ? [Y.encodeStateAsUpdate(doc)] : parts.map(({ update }) => update);
    const updates = this.garbles ? [new Uint8Array([9, 9, 9])] : good;
    const { chatId, head } = chat;
    const range = { chatId, document, from: isWhole ? 0 : complete, to: head };
    for (const part of cutDocument(range, updates)) socket.push(part);
  }

  #receipt(socket: TinySocket, chatId: ChatId, delivered: number, read: number): void {
    const chat = this.#chatOf(socket, chatId);
    if (chat === undefined) return;
    const before = chat.registers.get(socket.userId);
    this.#revision += 1;
    const register = {
      userId: socket.userId,
      delivered: Math.min(chat.lastNumber, Math.max(delivered, before?.delivered ?? 0)),
      read: Math.min(chat.lastNumber, Math.max(read, before?.read ?? 0)),
      revision: this.#revision,
    };
    chat.registers.set(socket.userId, register);
    for (const other of this.sockets) {
      const isOwn = other.userId === socket.userId;
      if (!isOwn && other.opened !== chatId) continue;
      const revision = isOwn ? register.revision : 0;
      other.push({ type: 'receipts', chatId, registers: [register], revision });
    }
  }

  #tellRegisters(socket: TinySocket, chat: TinyChat): void {
    const registers = [...chat.registers.values()].filter(({ userId }) => userId !== socket.userId);
    if (registers.length === 0) return;
    socket.push({ type: 'receipts', chatId: chat.chatId, registers, revision: 0 });
  }

  #chatOf(socket: TinySocket, chatId: ChatId): TinyChat | undefined {
    const chat = this.chats.get(chatId);
    return chat?.members.has(socket.userId) ? chat : undefined;
  }
}
