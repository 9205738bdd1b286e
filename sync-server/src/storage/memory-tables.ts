/**
 * The tables of the memory storage, as they are committed, and what one statement reads of them.
 * Invariant: only commits change them, each in one step.
 */
import type { DocumentName } from '@jibber/schema/document/values';
import type { ErrorCode } from '@jibber/schema/errors';
import type { ChatId, EntryId, HistoryId, UserId } from '@jibber/schema/ids';
import { MemoryPeople } from './memory-people.ts';
import type {
  Append,
  BatchWrite,
  DocumentContent,
  DocumentState,
  Head,
  NewRow,
  NewSnapshot,
  Standing,
  StandingQuestion,
} from './storage.ts';

export type MemoryRow = NewRow & {
  /** Whether compaction took the part of the chat document. */
  readonly chatEmptied: boolean;
};

export type MemoryDocument = { readonly state: DocumentState; readonly snapshot?: Uint8Array };

export type MemoryChat = {
  head: Head;
  /** True while present. */
  readonly members: Map<UserId, boolean>;
  readonly documents: Map<DocumentName, MemoryDocument>;
  /** By position, which begins at 1. */
  readonly rows: MemoryRow[];
  readonly entries: Map<EntryId, MemoryRow>;
  readonly receipts: Map<UserId, { delivered: number; read: number; revision: number }>;
};

export type MemoryRefusal = {
  readonly entryId: EntryId;
  readonly userId: UserId;
  readonly code: ErrorCode;
  readonly at: number;
};

export class MemoryTables {
  historyId: HistoryId;
  readonly accounts = new Map<UserId, { receiptsRevision: number; isDeleted: boolean }>();
  readonly sessions = new Map<string, { readonly userId: UserId; readonly expiresAt: number }>();
  /** Ended before their time. */
  readonly endedSessions = new Set<string>();
  readonly chats = new Map<ChatId, MemoryChat>();
  readonly people = new MemoryPeople();
  /** By person and entry. */
  readonly refusals = new Map<string, MemoryRefusal>();

  constructor(historyId: HistoryId) {
    this.historyId = historyId;
  }

  addAccount(userId: UserId): void {
    this.accounts.set(userId, { receiptsRevision: 0, isDeleted: false });
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
        userIds.flatMap((userId): [UserId, boolean][] => {
          const isPresent = chat?.members.get(userId);
          return isPresent === undefined ? [] : [[userId, isPresent]];
        }),
      ),
      entries: new Map(entries.map((row) => [row.entryId, row])),
      refusals: userIds.flatMap((userId) =>
        entryIds.flatMap((entryId) => this.refusals.get(`${userId} ${entryId}`) ?? []),
      ),
      reachable: new Set(
        question.peerIds.filter((id) => this.accounts.get(id)?.isDeleted === false),
      ),
      documents: [...names].flatMap((name) => chat?.documents.get(name)?.state ?? []),
    };
  }

  readDocument(chatId: ChatId, name: DocumentName, complete: number): DocumentContent | undefined {
    const chat = this.chats.get(chatId);
    const document = chat?.documents.get(name);
    if (chat === undefined || document === undefined) return undefined;
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

  save(chatId: ChatId, { head, rows, documents, members, refusals, at }: BatchWrite): void {
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
    for (const { userId } of members) chat.members.set(userId, true);
    for (const refusal of refusals) {
      const key = `${refusal.userId} ${refusal.entryId}`;
      if (!this.refusals.has(key)) this.refusals.set(key, { ...refusal, at });
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
      userIds.every((userId) => chat.members.get(userId) === true) &&
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
    this.save(chatId, { head: after, rows, documents: [document], members: [], refusals: [], at });
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
