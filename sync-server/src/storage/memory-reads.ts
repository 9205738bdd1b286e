/** The reads of the memory storage outside of transactions: each sees one moment of the tables. */
import type { DocumentName } from '@jibber/schema/document/values';
import type { ChatId, UserId } from '@jibber/schema/ids';
import type { ChatHead } from '@jibber/schema/protocol/chats';
import type { Register } from '@jibber/schema/protocol/receipts';
import type { Departure, DepartureCode, Grant } from './group-port.ts';
import type { MemoryChat, MemoryRow } from './memory-chat.ts';
import { isIn } from './memory-group.ts';
import type { MemoryTables } from './memory-tables.ts';
import type {
  CatchUp,
  DocumentKey,
  DocumentState,
  OwnRegister,
  ReceiptClaim,
  RowRange,
  SessionState,
  StoredRow,
} from './storage.ts';
import { compareDocuments } from './stored-values.ts';

export const memoryReads = {
  catchUp(
    tables: MemoryTables,
    userId: UserId,
    receiptsRevision: number,
    named: readonly ChatId[],
  ): CatchUp {
    const revision = tables.accounts.get(userId)?.receiptsRevision ?? 0;
    const known = receiptsRevision > revision ? 0 : receiptsRevision;
    const chats: (ChatHead & Grant)[] = [];
    const registers: OwnRegister[] = [];
    for (const [chatId, chat] of tables.chats) {
      const line = chat.members.get(userId);
      if (line !== undefined && isIn(chat, userId)) {
        const { fromSegment, fromPosition } = line;
        chats.push({ chatId, ...chat.head, fromSegment, fromPosition });
      }
      const own = chat.receipts.get(userId);
      if (own !== undefined && own.revision > known) registers.push({ chatId, ...own });
    }
    registers.sort((one, other) => one.revision - other.revision);
    const departed = new Map<ChatId, DepartureCode>();
    for (const chatId of named) {
      const chat = tables.chats.get(chatId);
      const left = chat?.members.get(userId)?.leftPosition;
      const departure = chat?.departures.find(
        (each) => each.position === left && (each.userId ?? userId) === userId,
      );
      if (departure !== undefined) departed.set(chatId, departure.code);
    }
    const { state, revision: accountRevision } = tables.people.of(userId);
    const account = { revision: accountRevision, blocked: [...state.blocked] };
    return { historyId: tables.historyId, chats, departed, registers, account };
  },

  departures(
    tables: MemoryTables,
    ranges: readonly RowRange[],
  ): ReadonlyMap<ChatId, readonly Departure[]> {
    const found = new Map<ChatId, readonly Departure[]>();
    for (const { chatId, from, to } of ranges) {
      const inside = (tables.chats.get(chatId)?.departures ?? []).filter(
        ({ position }) => position > from && position <= to,
      );
      if (inside.length > 0) found.set(chatId, inside);
    }
    return found;
  },

  /** All of one at once: what is left to erase is what has documents. */
  eraseDeleted(tables: MemoryTables): boolean {
    for (const [chatId, chat] of tables.chats) {
      if (!chat.isDeleted || chat.documents.size === 0) continue;
      chat.documents.clear();
      chat.rows.length = 0;
      chat.entries.clear();
      chat.receipts.clear();
      chat.reports.length = 0;
      for (const [key, refusal] of tables.refusals) {
        if (refusal.chatId === chatId) tables.refusals.delete(key);
      }
      return true;
    }
    return false;
  },

  readRows(
    tables: MemoryTables,
    ranges: readonly RowRange[],
  ): ReadonlyMap<ChatId, readonly StoredRow[]> {
    const found = new Map<ChatId, readonly StoredRow[]>();
    for (const { chatId, from, to } of ranges) {
      const rows = tables.chats.get(chatId)?.rows.slice(from, to) ?? [];
      if (rows.length > 0) found.set(chatId, rows);
    }
    return found;
  },

  touchedDocuments(
    tables: MemoryTables,
    ranges: readonly Pick<RowRange, 'chatId' | 'from'>[],
  ): ReadonlyMap<ChatId, readonly DocumentName[]> {
    const touched = new Map<ChatId, readonly DocumentName[]>();
    for (const { chatId, from } of ranges) {
      const names = [...(tables.chats.get(chatId)?.documents.values() ?? [])]
        .filter(({ state }) => state.touched > from)
        .map(({ state }) => state.name);
      if (names.length > 0) touched.set(chatId, names.sort(compareDocuments));
    }
    return touched;
  },

  heads(tables: MemoryTables, chatIds: readonly ChatId[]): readonly ChatHead[] {
    return chatIds.flatMap((chatId) => {
      const chat = tables.chats.get(chatId);
      return chat === undefined ? [] : [{ chatId, ...chat.head }];
    });
  },

  membershipCounts(tables: MemoryTables, userIds: readonly UserId[]): ReadonlyMap<UserId, number> {
    const counts = new Map<UserId, number>();
    for (const chat of tables.chats.values()) {
      for (const userId of userIds) {
        if (isIn(chat, userId)) counts.set(userId, (counts.get(userId) ?? 0) + 1);
      }
    }
    return counts;
  },

  raiseReceipts(
    tables: MemoryTables,
    userId: UserId,
    claims: readonly ReceiptClaim[],
  ): readonly OwnRegister[] {
    const account = tables.accounts.get(userId);
    if (account === undefined) return [];
    const raised: OwnRegister[] = [];
    for (const { chatId, delivered, read } of claims) {
      const chat = tables.chats.get(chatId);
      if (chat === undefined || !isIn(chat, userId)) continue;
      const before = chat.receipts.get(userId) ?? { delivered: 0, read: 0 };
      const clamp = (number: number) => Math.min(number, chat.head.lastNumber);
      const after = {
        delivered: Math.max(before.delivered, clamp(Math.max(delivered, read))),
        read: Math.max(before.read, clamp(read)),
      };
      if (after.delivered === before.delivered && after.read === before.read) continue;
      account.receiptsRevision += 1;
      const own = { ...after, revision: account.receiptsRevision };
      chat.receipts.set(userId, own);
      raised.push({ chatId, ...own });
    }
    return raised;
  },

  receiptsOf(tables: MemoryTables, chatId: ChatId): readonly Register[] {
    const chat = tables.chats.get(chatId);
    if (chat === undefined) return [];
    return [...chat.receipts]
      .filter(([userId]) => isIn(chat, userId))
      .map(([userId, { delivered, read }]) => ({ userId, delivered, read }));
  },

  sessionStates(
    tables: MemoryTables,
    sessionIds: readonly string[],
    now: number,
  ): ReadonlyMap<string, SessionState> {
    const states = new Map<string, SessionState>();
    for (const id of sessionIds) {
      if (tables.endedSessions.has(id)) states.set(id, 'ended');
      else if ((tables.sessions.get(id)?.expiresAt ?? 0) > now) states.set(id, 'live');
    }
    return states;
  },

  documentsToErase(
    tables: MemoryTables,
    before: number,
    now: number,
    most: number,
  ): readonly DocumentKey[] {
    const since = ({ eraseSince }: DocumentState) => eraseSince ?? 0;
    const isDue = ({ eraseSince }: DocumentState) =>
      eraseSince !== undefined && (eraseSince <= before || eraseSince > now);
    return documentsWhere(tables, isDue)
      .sort((one, other) => since(one.state) - since(other.state))
      .slice(0, most)
      .map(({ chatId, state }) => ({ chatId, name: state.name }));
  },

  documentsWithOldRows(tables: MemoryTables, before: number, most: number): readonly DocumentKey[] {
    const isOld = ({ name, snapshotPosition }: DocumentState, chat: MemoryChat) => {
      const tail = chat.rows.slice(snapshotPosition);
      return (tail.find((row) => bytesOf(row, name) !== undefined)?.at ?? before) < before;
    };
    return documentsWhere(tables, isOld)
      .slice(0, most)
      .map(({ chatId, state }) => ({ chatId, name: state.name }));
  },

  trimRefusals(tables: MemoryTables, before: number, keep: number): void {
    const kept = new Map<UserId, number>();
    const newestFirst = [...tables.refusals].sort(([, one], [, other]) => other.at - one.at);
    for (const [key, { userId, at }] of newestFirst) {
      const count = (kept.get(userId) ?? 0) + 1;
      kept.set(userId, count);
      if (at < before || count > keep) tables.refusals.delete(key);
    }
  },
};

function documentsWhere(
  tables: MemoryTables,
  isWanted: (state: DocumentState, chat: MemoryChat) => boolean,
): { readonly chatId: ChatId; readonly state: DocumentState }[] {
  return [...tables.chats].flatMap(([chatId, chat]) =>
    [...chat.documents.values()]
      .filter(({ state }) => isWanted(state, chat))
      .map(({ state }) => ({ chatId, state })),
  );
}

function bytesOf(row: MemoryRow, name: DocumentName): Uint8Array | undefined {
  if (name === 'chat') return row.chatUpdate;
  return row.segment === name ? row.segmentUpdate : undefined;
}
