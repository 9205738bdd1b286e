/**
 * The storage port on Kysely: one code path for PGlite and Postgres. Invariant: inside a transaction
 * only its own handle is used (on the embedded store the outer one would wait for ever).
 */
import type { Database } from '@jibber/schema/database/tables';
import type { DocumentName } from '@jibber/schema/document/values';
import {
  type ChatId,
  chatId,
  entryId,
  type HistoryId,
  historyId,
  type UserId,
  userId,
} from '@jibber/schema/ids';
import type { ChatHead } from '@jibber/schema/protocol/chats';
import type { Register } from '@jibber/schema/protocol/receipts';
import { type Kysely, sql } from 'kysely';
import type { AccountDeletionStorage } from './account-deletion-port.ts';
import type { AccountLogStorage } from './account-log-port.ts';
import type { OpenDatabase } from './database-port.ts';
import type { Departure, DepartureCode } from './group-port.ts';
import { SqlAccountDeletions } from './sql-account-deletions.ts';
import { SqlAccountStorage } from './sql-account-storage.ts';
import { appendMessages } from './sql-append.ts';
import { readDocument } from './sql-documents.ts';
import { commitFaultOf, faultOf } from './sql-faults.ts';
import { eraseDeleted, everybody } from './sql-group.ts';
import { transact } from './sql-outcome.ts';
import { raiseReceipts, receiptsOf } from './sql-receipts.ts';
import { SqlTransaction } from './sql-transaction.ts';
import type {
  Append,
  CatchUp,
  ChatTransaction,
  DocumentContent,
  DocumentKey,
  Outcome,
  OwnRegister,
  ReceiptClaim,
  RowRange,
  SessionState,
  Storage,
  StoredRow,
} from './storage.ts';
import { compareDocuments, departureCodeOf, documentNameOf } from './stored-values.ts';

type CatchUpRow = {
  readonly account_revision: number | null;
  readonly blocked: readonly string[];
  readonly history: string;
  readonly chats: readonly (readonly [
    chatId: string,
    head: number,
    lastNumber: number,
    segment: number,
    fromSegment: number,
    fromPosition: number,
  ])[];
  readonly departed: readonly (readonly [chatId: string, code: string])[];
  readonly registers: readonly (readonly [
    chatId: string,
    delivered: number,
    read: number,
    revision: number,
  ])[];
};

type RangeRow = {
  readonly chat_id: string;
  readonly position: number;
  readonly entry_id: string;
  readonly chat_update: Uint8Array | null;
  readonly chat_emptied: boolean;
  readonly segment: number | null;
  readonly segment_update: Uint8Array | null;
};

export type SqlStorageOptions = {
  readonly database: Pick<OpenDatabase<Database>, 'kind' | 'kysely' | 'run'>;
  /** For a database that has no history yet; a new one. */
  readonly historyId: HistoryId;
  /** ms, of a history that begins now. */
  readonly now: number;
  /** Transactions side by side on a server: some fewer than its connections. */
  readonly lanes?: number;
};

const serverLanes = 6;

/** The storage of a migrated database; gives it a history if it has none. */
export async function openSqlStorage(options: SqlStorageOptions): Promise<Storage> {
  const { database, historyId: newHistory, now, lanes = serverLanes } = options;
  const { kysely } = database;
  await kysely.transaction().execute(async (transaction) => {
    // Two nodes may start at once.
    await sql`lock table history in share row exclusive mode`.execute(transaction);
    await sql`
      insert into history (id, created_at) select ${newHistory}, ${now}::int8
      where not exists (select 1 from history)
    `.execute(transaction);
  });
  return new SqlStorage(database, database.kind === 'pglite' ? 1 : lanes);
}

class SqlStorage implements Storage {
  readonly lanes: number;
  readonly accounts: AccountLogStorage;
  readonly deletions: AccountDeletionStorage;
  readonly #database: Kysely<Database>;
  readonly #direct: Pick<OpenDatabase<Database>, 'run'>;

  constructor(database: SqlStorageOptions['database'], lanes: number) {
    this.#database = database.kysely;
    this.accounts = new SqlAccountStorage(database.kysely);
    this.deletions = new SqlAccountDeletions(database.kysely);
    this.#direct = database;
    this.lanes = lanes;
  }

  transaction<Value>(
    work: (transaction: ChatTransaction) => Promise<Outcome<Value>>,
  ): Promise<Value> {
    return transact(this.#database, (transaction) => work(new SqlTransaction(transaction)));
  }

  async append(append: Append): Promise<boolean> {
    try {
      return await appendMessages(this.#direct, append);
    } catch (error) {
      // The statement is its own commit.
      throw commitFaultOf(error);
    }
  }

  async catchUp(
    user: UserId,
    receiptsRevision: number,
    named: readonly ChatId[],
  ): Promise<CatchUp> {
    const { rows } = await this.#try(
      sql<CatchUpRow>`
        select (select id from history) as history,
          (select coalesce(json_agg(json_build_array(c.id, c.head, c.last_number, c.segment,
              m.from_segment, m.from_position)), '[]')
            from members m join chats c on c.id = m.chat_id
            where m.user_id = ${user} and m.left_position is null) as chats,
          (select coalesce(json_agg(json_build_array(m.chat_id, d.code) order by d.user_id), '[]')
            from members m join departures d on d.chat_id = m.chat_id
              and d.position = m.left_position and d.user_id in (m.user_id, ${everybody})
            where m.user_id = ${user} and m.chat_id = any(${[...named]}::text[])) as departed,
          (select coalesce(json_agg(json_build_array(r.chat_id, r.delivered, r.read, r.revision)
              order by r.revision), '[]')
            from receipts r join accounts a on a.id = r.user_id
            where r.user_id = ${user} and r.revision > case
              when ${receiptsRevision}::int8 > a.receipts_revision then 0::int8
              else ${receiptsRevision}::int8 end) as registers,
          (select revision from accounts where id = ${user}) as account_revision,
          (select coalesce(json_agg(blocked_id), '[]') from blocks where user_id = ${user}) as blocked
      `.execute(this.#database),
    );
    const [row] = rows;
    if (row === undefined) throw new Error('a select without from gave no row');
    return {
      historyId: historyId(row.history),
      chats: row.chats.map(([id, head, lastNumber, segment, fromSegment, fromPosition]) => ({
        chatId: chatId(id),
        head,
        lastNumber,
        segment,
        fromSegment,
        fromPosition,
      })),
      departed: new Map(
        row.departed.map(([id, code]): [ChatId, DepartureCode] => [
          chatId(id),
          departureCodeOf(code),
        ]),
      ),
      registers: row.registers.map(([id, delivered, read, revision]) => ({
        chatId: chatId(id),
        delivered,
        read,
        revision,
      })),
      account: {
        revision: row.account_revision ?? 0,
        blocked: row.blocked.map((id) => userId(id)),
      },
    };
  }

  async departures(
    ranges: readonly RowRange[],
  ): Promise<ReadonlyMap<ChatId, readonly Departure[]>> {
    const { rows } = await this.#try(
      sql<{ chat_id: string; position: number; user_id: string; code: string }>`
        select d.chat_id, d.position, d.user_id, d.code
        from unnest(${ranges.map((range) => range.chatId)}::text[],
          ${ranges.map((range) => range.from)}::int8[], ${ranges.map((range) => range.to)}::int8[])
          as q (chat_id, low, high)
        join departures d on d.chat_id = q.chat_id and d.position > q.low and d.position <= q.high
        order by d.chat_id, d.position
      `.execute(this.#database),
    );
    return gather(
      rows.map(({ chat_id, position, user_id, code }) => {
        const user = user_id === everybody ? undefined : userId(user_id);
        const value: Departure = { position, userId: user, code: departureCodeOf(code) };
        return { chat_id, value };
      }),
    );
  }

  eraseDeleted(most: number): Promise<boolean> {
    return this.#try(eraseDeleted(this.#database, most));
  }

  async readRows(ranges: readonly RowRange[]): Promise<ReadonlyMap<ChatId, StoredRow[]>> {
    const { rows } = await this.#try(
      sql<RangeRow>`
        select r.chat_id, r.position, r.entry_id, r.chat_update, r.segment, r.segment_update,
          r.emptied and r.chat_update is null and r.position <= d.snapshot_position as chat_emptied
        from unnest(${ranges.map((range) => range.chatId)}::text[],
          ${ranges.map((range) => range.from)}::int8[], ${ranges.map((range) => range.to)}::int8[])
          as q (chat_id, low, high)
        join rows r on r.chat_id = q.chat_id and r.position > q.low and r.position <= q.high
        join documents d on d.chat_id = q.chat_id and d.document = -1
        order by r.chat_id, r.position
      `.execute(this.#database),
    );
    return gather(
      rows.map((row) => {
        const value: StoredRow = {
          position: row.position,
          entryId: entryId(row.entry_id),
          chatUpdate: row.chat_update ?? undefined,
          chatEmptied: row.chat_emptied,
          segment: row.segment ?? undefined,
          segmentUpdate: row.segment_update ?? undefined,
        };
        return { chat_id: row.chat_id, value };
      }),
    );
  }

  async touchedDocuments(
    ranges: readonly Pick<RowRange, 'chatId' | 'from'>[],
  ): Promise<ReadonlyMap<ChatId, DocumentName[]>> {
    const { rows } = await this.#try(
      sql<{ chat_id: string; document: number }>`
        select d.chat_id, d.document
        from unnest(${ranges.map((range) => range.chatId)}::text[],
          ${ranges.map((range) => range.from)}::int8[]) as q (chat_id, low)
        join documents d on d.chat_id = q.chat_id and d.touched > q.low
      `.execute(this.#database),
    );
    return gather(
      rows
        .map(({ chat_id, document }) => ({ chat_id, value: documentNameOf(document) }))
        .sort((one, other) => compareDocuments(one.value, other.value)),
    );
  }

  readDocument(
    chat: ChatId,
    name: DocumentName,
    complete: number,
    reader?: UserId,
  ): Promise<DocumentContent | undefined> {
    return this.#try(readDocument(this.#database, chat, name, complete, reader));
  }

  async heads(chatIds: readonly ChatId[]): Promise<readonly ChatHead[]> {
    const { rows } = await this.#try(
      sql<{ id: string; head: number; last_number: number; segment: number }>`
        select id, head, last_number, segment from chats where id = any(${[...chatIds]}::text[])
      `.execute(this.#database),
    );
    return rows.map(({ id, head, last_number: lastNumber, segment }) => ({
      chatId: chatId(id),
      head,
      lastNumber,
      segment,
    }));
  }

  async membershipCounts(userIds: readonly UserId[]): Promise<ReadonlyMap<UserId, number>> {
    const { rows } = await this.#try(
      sql<{ user_id: string; chats: number }>`
        select user_id, count(*) as chats from members
        where user_id = any(${[...userIds]}::text[]) and left_position is null group by user_id
      `.execute(this.#database),
    );
    return new Map(rows.map((row) => [userId(row.user_id), row.chats]));
  }

  raiseReceipts(user: UserId, claims: readonly ReceiptClaim[]): Promise<readonly OwnRegister[]> {
    return this.#try(raiseReceipts(this.#database, user, claims));
  }

  receiptsOf(chat: ChatId): Promise<readonly Register[]> {
    return this.#try(receiptsOf(this.#database, chat));
  }

  async sessionStates(
    sessionIds: readonly string[],
    now: number,
  ): Promise<ReadonlyMap<string, SessionState>> {
    const ids = [...sessionIds];
    const { rows } = await this.#try(
      sql<{ id: string; is_live: boolean }>`
        select id, true as is_live from sessions
        where id = any(${ids}::text[]) and expires_at > ${now}
        union all select id, false from ended_sessions where id = any(${ids}::text[])
      `.execute(this.#database),
    );
    return new Map(rows.map((row) => [row.id, row.is_live ? 'live' : 'ended']));
  }

  async documentsToErase(
    before: number,
    now: number,
    most: number,
  ): Promise<readonly DocumentKey[]> {
    const rows = await this.#try(
      this.#database
        .selectFrom('documents')
        .select(['chat_id', 'document'])
        .where(({ eb, or }) => or([eb('erase_since', '<=', before), eb('erase_since', '>', now)]))
        .orderBy('erase_since')
        .limit(most)
        .execute(),
    );
    return rows.map(documentKeyFrom);
  }

  async documentsWithOldRows(before: number, most: number): Promise<readonly DocumentKey[]> {
    const { rows } = await this.#try(
      sql<{ chat_id: string; document: number }>`
        select d.chat_id, d.document from documents d
        where d.touched > d.snapshot_position and ${before} > (
          -- The first row after the snapshot is the oldest.
          select r.at from rows r where r.chat_id = d.chat_id and r.position > d.snapshot_position
            and case when d.document = -1 then r.chat_update is not null
              else r.segment = d.document and r.segment_update is not null end
          order by r.position limit 1)
        limit ${most}
      `.execute(this.#database),
    );
    return rows.map(documentKeyFrom);
  }

  async trimRefusals(before: number, keep: number): Promise<void> {
    await this.#try(
      sql`
        delete from refusals where at < ${before} or (user_id, entry_id) in (
          select user_id, entry_id from (
            select user_id, entry_id,
              row_number() over (partition by user_id order by at desc, entry_id) as place
            from refusals) as ranked
          where place > ${keep})
      `.execute(this.#database),
    );
  }

  /** Faults of the store by their names; other errors as they are. */
  async #try<Value>(query: Promise<Value>): Promise<Value> {
    try {
      return await query;
    } catch (error) {
      throw faultOf(error);
    }
  }
}

function documentKeyFrom(row: { chat_id: string; document: number }): DocumentKey {
  return { chatId: chatId(row.chat_id), name: documentNameOf(row.document) };
}

function gather<Value>(
  rows: readonly { readonly chat_id: string; readonly value: Value }[],
): Map<ChatId, Value[]> {
  const gathered = new Map<ChatId, Value[]>();
  for (const { chat_id, value } of rows) {
    const chat = chatId(chat_id);
    const of = gathered.get(chat);
    if (of === undefined) gathered.set(chat, [value]);
    else of.push(value);
  }
  return gathered;
}
