/**
 * Receipts in SQL: max-registers, merged without the chat's lock. Invariant: the account's revision
 * is raised under its row's lock and kept to the commit, so whoever reads revision r sees every
 * register up to r.
 */
import type { Database } from '@jibber/schema/database/tables';
import { type ChatId, chatId, type UserId, userId } from '@jibber/schema/ids';
import type { Register } from '@jibber/schema/protocol/receipts';
import { type Kysely, sql } from 'kysely';
import type { OwnRegister, ReceiptClaim } from './storage.ts';

type RaisedRow = {
  readonly chat_id: string;
  readonly delivered: number;
  readonly read: number;
  readonly revision: number;
};

/** One statement, and so one transaction: membership, clamp, max and revision together. */
export async function raiseReceipts(
  database: Kysely<Database>,
  user: UserId,
  claims: readonly ReceiptClaim[],
): Promise<readonly OwnRegister[]> {
  const chatIds = claims.map((claim) => claim.chatId);
  const delivered = claims.map((claim) => Math.max(claim.delivered, claim.read));
  const read = claims.map((claim) => claim.read);
  const { rows } = await sql<RaisedRow>`
    with claimed as (
      select c.id as chat_id, least(q.delivered, c.last_number) as delivered,
        least(q.read, c.last_number) as read
      from unnest(${chatIds}::text[], ${delivered}::int8[], ${read}::int8[])
        as q (chat_id, delivered, read)
      join chats c on c.id = q.chat_id
      join members m on m.chat_id = c.id and m.user_id = ${user} and m.left_position is null),
    higher as (
      select claimed.* from claimed
      left join receipts r on r.chat_id = claimed.chat_id and r.user_id = ${user}
      where claimed.delivered > coalesce(r.delivered, 0) or claimed.read > coalesce(r.read, 0)),
    counted as (
      select higher.*, row_number() over (order by chat_id) as place, count(*) over () as total
      from higher),
    account as (
      update accounts set receipts_revision = receipts_revision + (select count(*) from higher)
      where id = ${user} and exists (select 1 from higher) returning receipts_revision)
    insert into receipts (chat_id, user_id, delivered, read, revision)
    select counted.chat_id, ${user}, counted.delivered, counted.read,
      account.receipts_revision - counted.total + counted.place
    from counted cross join account order by counted.chat_id
    on conflict (chat_id, user_id) do update set
      delivered = greatest(receipts.delivered, excluded.delivered),
      read = greatest(receipts.read, excluded.read),
      revision = excluded.revision
    returning chat_id, delivered, read, revision
  `.execute(database);
  return rows
    .map((row) => ({
      chatId: chatId(row.chat_id),
      delivered: row.delivered,
      read: row.read,
      revision: row.revision,
    }))
    .sort((one, other) => one.revision - other.revision);
}

export async function receiptsOf(
  database: Kysely<Database>,
  chat: ChatId,
): Promise<readonly Register[]> {
  const rows = await database
    .selectFrom('receipts')
    .innerJoin('members', (join) =>
      join
        .onRef('members.chat_id', '=', 'receipts.chat_id')
        .onRef('members.user_id', '=', 'receipts.user_id'),
    )
    .select(['receipts.user_id', 'receipts.delivered', 'receipts.read'])
    .where('receipts.chat_id', '=', chat)
    .where('members.left_position', 'is', null)
    .execute();
  return rows.map((row) => ({
    userId: userId(row.user_id),
    delivered: row.delivered,
    read: row.read,
  }));
}
