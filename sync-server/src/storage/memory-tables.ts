/**
 * The tables of the memory storage, as they are committed, and what one statement reads of them.
 * Invariant: only commits change them, each in one step.
 */

import type { MessagesChoice } from '@jibber/schema/commands/account';
import type { Relation } from '@jibber/schema/document/chat-document';
import { defaultSettings } from '@jibber/schema/document/group';
import type { DocumentName } from '@jibber/schema/document/values';
import type { ErrorCode } from '@jibber/schema/errors';
import type { ChatId, EntryId, HistoryId, UserId } from '@jibber/schema/ids';
import {
  kindOfChat,
  type Membership,
  noGroupChange,
  relationKey,
  type StoredInvite,
} from './group-port.ts';
import type { MemoryChat, MemoryInvite, MemoryRow } from './memory-chat.ts';
import { isHeard, isIn, relationIn, saveGroup } from './memory-group.ts';
import { MemoryPeople } from './memory-people.ts';
import type {
  Append,
  BatchWrite,
  DocumentContent,
  DocumentState,
  NewRow,
  NewSnapshot,
  Standing,
  StandingQuestion,
} from './storage.ts';

export type MemoryRefusal = {
  readonly chatId: ChatId;
  readonly entryId: EntryId;
  readonly userId: UserId;
  readonly code: ErrorCode;
  readonly at: number;
};

export type MemoryDeletion = {
  readonly messages: MessagesChoice;
  readonly key: string;
  readonly isDone: boolean;
  readonly chatId: ChatId | undefined;
  readonly position: number;
};

export class MemoryTables {
  historyId: HistoryId;
  readonly accounts = new Map<UserId, { receiptsRevision: number; isDeleted: boolean }>();
  readonly sessions = new Map<string, { readonly userId: UserId; readonly expiresAt: number }>();
  /** Ended before their time. */
  readonly endedSessions = new Set<string>();
  readonly chats = new Map<ChatId, MemoryChat>();
  /** By token. */
  readonly invites = new Map<string, MemoryInvite>();
  readonly people = new MemoryPeople();
  /** Jobs of deleted accounts, in their order. */
  readonly deletions = new Map<UserId, MemoryDeletion>();
  /** By person and entry. */
  readonly refusals = new Map<string, MemoryRefusal>();

  constructor(historyId: HistoryId) {
    this.historyId = historyId;
  }

  addAccount(userId: UserId): void {
    this.accounts.set(userId, { receiptsRevision: 0, isDeleted: false });
  }

  deleteAccount(userId: UserId, messages: MessagesChoice): void {
    const account = this.accounts.get(userId);
    if (account === undefined) throw new Error(`no account ${userId}`);
    account.isDeleted = true;
    const { state } = this.people.of(userId);
    const profile = { name: 'Deleted account', handle: '', about: '', picture: null };
    this.people.of(userId).state = { ...state, profile, blocked: new Set() };
    const begun = { isDone: false, chatId: undefined, position: 0 };
    this.deletions.set(userId, { messages, key: `key of ${userId}`, ...begun });
  }

  addSession(sessionId: string, userId: UserId, expiresAt = Number.MAX_SAFE_INTEGER): void {
    this.sessions.set(sessionId, { userId, expiresAt });
  }

  readStanding(question: StandingQuestion): Standing {
    const { chatId, now, userIds, entryIds } = question;
    const chat = this.chats.get(chatId);
    const entries = entryIds.flatMap((entryId) => chat?.entries.get(entryId) ?? []);
    const names = new Set<DocumentName>([
      'chat',
      ...(chat === undefined ? [] : [chat.head.segment]),
    ]);
    for (const { segment } of entries) if (segment !== undefined) names.add(segment);
    return {
      historyId: this.historyId,
      sessions: new Map(
        question.sessionIds.flatMap((id): [string, UserId][] => {
          const session = this.sessions.get(id);
          return session !== undefined && session.expiresAt > now ? [[id, session.userId]] : [];
        }),
      ),
      members: new Map(
        userIds.flatMap((userId): [UserId, Membership][] => {
          const line = chat?.members.get(userId);
          if (line === undefined) return [];
          return [[userId, { role: line.role, isPresent: line.leftPosition === undefined }]];
        }),
      ),
      invited: new Set(userIds.filter((userId) => chat?.invited.has(userId))),
      unheard: new Set(
        kindOfChat(chatId) === 'group' || chat === undefined
          ? []
          : userIds.filter((userId) => !isHeard(this, chat, userId)),
      ),
      settings: chat?.settings ?? defaultSettings,
      invites: new Map(
        question.invites.flatMap((token): [string, StoredInvite][] => {
          const invite = this.invites.get(token);
          const isOpen =
            invite?.chatId === chatId &&
            !invite.isRevoked &&
            (invite.expiresAt ?? now + 1) > now &&
            invite.usesLeft !== 0;
          return isOpen ? [[token, invite]] : [];
        }),
      ),
      relations: new Map(
        question.relations.map(([actor, user]): [string, Relation] => [
          relationKey(actor, user),
          relationIn(this, actor, user),
        ]),
      ),
      pictures: new Set(
        question.pictures.flatMap(([owner, file]) =>
          this.people.pictures.get(file) === owner ? [file] : [],
        ),
      ),
      entries: new Map(entries.map((row) => [row.entryId, row])),
      refusals: userIds.flatMap((userId) =>
        entryIds.flatMap((entryId) => this.refusals.get(`${userId} ${entryId}`) ?? []),
      ),
      documents: [...names].flatMap((name) => chat?.documents.get(name)?.state ?? []),
    };
  }

  readDocument(
    chatId: ChatId,
    name: DocumentName,
    complete: number,
    reader?: UserId,
  ): DocumentContent | undefined {
    const chat = this.chats.get(chatId);
    const document = chat?.documents.get(name);
    if (chat === undefined || document === undefined) return undefined;
    const line = reader === undefined ? undefined : chat.members.get(reader);
    if (reader !== undefined) {
      if (line === undefined || line.leftPosition !== undefined) return undefined;
      if (name !== 'chat' && name < line.fromSegment) return undefined;
    }
    const { head } = chat.head;
    const { snapshotPosition } = document.state;
    const known = complete > head ? 0 : complete;
    const from = Math.max(known, snapshotPosition);
    return {
      head,
      snapshotPosition,
      snapshot: snapshotPosition > known ? document.snapshot : undefined,
      updates: chat.rows.slice(from).flatMap((row) => {
        const update = name === 'chat' ? row.chatUpdate : partOf(row, name);
        return update === undefined ? [] : [{ position: row.position, at: row.at, update }];
      }),
    };
  }

  insertChat(chatId: ChatId): void {
    this.chats.set(chatId, {
      head: { head: 0, lastNumber: 0, segment: 0 },
      members: new Map(),
      departures: [],
      invited: new Map(),
      asked: new Set(),
      reports: [],
      settings: defaultSettings,
      isDeleted: false,
      documents: new Map(),
      rows: [],
      entries: new Map(),
      receipts: new Map(),
    });
  }

  /** Throws, as a database does, where rows would stand twice. */
  checkKeys(chatId: ChatId, { rows }: BatchWrite): void {
    const chat = this.chats.get(chatId);
    const added = new Set<EntryId>();
    let last = chat?.rows.length ?? 0;
    for (const { position, entryId } of rows) {
      if (position !== last + 1 || added.has(entryId) || chat?.entries.has(entryId)) {
        throw new Error(`row ${position} of ${entryId} violates a key of ${chatId}`);
      }
      added.add(entryId);
      last = position;
    }
  }

  save(chatId: ChatId, { head, rows, documents, group, refusals, at }: BatchWrite): void {
    const chat = this.#chat(chatId);
    chat.head = head;
    for (const row of rows) {
      const stored = { ...row, chatEmptied: false };
      chat.rows.push(stored);
      chat.entries.set(row.entryId, stored);
    }
    for (const state of documents) {
      const held = chat.documents.get(state.name);
      const { snapshotPosition } = held?.state ?? { snapshotPosition: 0 };
      chat.documents.set(state.name, { ...held, state: { ...state, snapshotPosition } });
    }
    saveGroup(this, chatId, group);
    for (const refusal of refusals) {
      const key = `${refusal.userId} ${refusal.entryId}`;
      if (!this.refusals.has(key)) this.refusals.set(key, { ...refusal, chatId, at });
    }
  }

  /** Whether everything that an append assumes is so. */
  bearsOut(append: Append): boolean {
    const { chatId, head, historyId, sessions, userIds, messages, at } = append;
    const chat = this.chats.get(chatId);
    const segment = chat?.documents.get(head.segment)?.state;
    return (
      historyId === this.historyId &&
      chat?.head.head === head.head &&
      chat.head.lastNumber === head.lastNumber &&
      chat.head.segment === head.segment &&
      segment?.clock === append.clock &&
      segment.touched === append.touched &&
      userIds.every((userId) => isIn(chat, userId)) &&
      (kindOfChat(chatId) === 'group' || userIds.every((userId) => isHeard(this, chat, userId))) &&
      messages.every(
        ({ entryId, author }) =>
          !chat.entries.has(entryId) && !this.refusals.has(`${author} ${entryId}`),
      ) &&
      [...sessions].every(([id, userId]) => {
        const session = this.sessions.get(id);
        return session?.userId === userId && session.expiresAt > at;
      })
    );
  }

  append({ chatId, head, messages, clockAfter, at }: Append): void {
    const segment = this.chats.get(chatId)?.documents.get(head.segment)?.state;
    if (segment === undefined) throw new Error(`no segment ${chatId}/${head.segment}`);
    const rows = messages.map(
      ({ entryId, author, update }, index): NewRow => ({
        position: head.head + 1 + index,
        entryId,
        author,
        number: head.lastNumber + 1 + index,
        at,
        chatUpdate: undefined,
        segment: head.segment,
        segmentUpdate: update,
      }),
    );
    const bytes = messages.reduce((sum, { update }) => sum + update.length, segment.bytes);
    const added = messages.length;
    const document: DocumentState = {
      ...segment,
      clock: clockAfter,
      touched: head.head + added,
      messages: segment.messages + added,
      bytes,
    };
    const after = { ...head, head: head.head + added, lastNumber: head.lastNumber + added };
    this.save(chatId, {
      head: after,
      rows,
      documents: [document],
      group: noGroupChange,
      refusals: [],
      at,
    });
  }

  saveSnapshot(chatId: ChatId, made: NewSnapshot): void {
    const { name, snapshot, position, bytes, erases } = made;
    const chat = this.#chat(chatId);
    const held = chat.documents.get(name);
    if (held === undefined) throw new Error(`no document ${chatId}/${name}`);
    const eraseSince = erases ? undefined : held.state.eraseSince;
    const state = { ...held.state, snapshotPosition: position, bytes, eraseSince };
    chat.documents.set(name, { state, snapshot });
    for (const row of chat.rows.slice(0, position)) {
      if (name === 'chat' && row.chatUpdate !== undefined) {
        this.#replace(chat, { ...row, chatUpdate: undefined, chatEmptied: true });
      } else if (row.segment === name) {
        this.#replace(chat, { ...row, segmentUpdate: undefined });
      }
    }
  }

  #replace(chat: MemoryChat, row: MemoryRow): void {
    chat.rows[row.position - 1] = row;
    chat.entries.set(row.entryId, row);
  }

  #chat(chatId: ChatId): MemoryChat {
    const chat = this.chats.get(chatId);
    if (chat === undefined) throw new Error(`no chat ${chatId}`);
    return chat;
  }
}

function partOf(row: MemoryRow, segment: number): Uint8Array | undefined {
  return row.segment === segment ? row.segmentUpdate : undefined;
}
