/**
 * What a batch changes of a group beside its documents, in SQL, within the batch's transaction; and
 * the erasure of groups that ended. Invariant: a batch that changes nothing of it costs no statement.
 */
import type { Database } from '@jibber/schema/database/tables';
import type { ChatId, UserId } from '@jibber/schema/ids';
import { type Kysely, sql } from 'kysely';
import { freePicture, takePicture } from '../files/picture-use.ts';
import type { Departure, GroupWrite, MemberChange } from './group-port.ts';
import { moderatorsOf, raiseRevisions } from './sql-account-news.ts';
import { StorageFault } from './storage.ts';

/** In the tables everybody has this id. */
export const everybody = '';

/** @returns people whose account state changed by it */
export async function saveGroup(
  database: Kysely<Database>,
  chatId: ChatId,
  group: GroupWrite,
  at: number,
): Promise<readonly UserId[]> {
  const { members, departures, invited, uninvited, asked, unasked } = group;
  const { invitesUsed, reports, picture } = group;
  if (members.length > 0) await saveMembers(database, chatId, members);
  if (departures.length > 0) await saveDepartures(database, chatId, departures);
  if (uninvited.length > 0) {
    await database
      .deleteFrom('invitations')
      .where('chat_id', '=', chatId)
      .where('user_id', 'in', [...uninvited])
      .execute();
  }
  if (invited.length > 0) {
    await database
      .insertInto('invitations')
      .values(
        invited.map(({ userId, by, at: since }) => ({
          chat_id: chatId,
          user_id: userId,
          invited_by: by,
          at: since,
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  if (unasked.length > 0) {
    await database
      .deleteFrom('requests')
      .where('chat_id', '=', chatId)
      .where('user_id', 'in', [...unasked])
      .execute();
  }
  if (asked.length > 0) {
    await database
      .insertInto('requests')
      .values(asked.map((userId) => ({ chat_id: chatId, user_id: userId, at })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  for (const token of invitesUsed) {
    await database
      .updateTable('invites')
      .set((set) => ({ uses: set('uses', '+', 1) }))
      .where('token', '=', token)
      .execute();
  }
  if (reports.length > 0) {
    await database
      .insertInto('reports')
      .values(
        reports.map(({ entryId, reporter, message, reason }) => ({
          chat_id: chatId,
          entry_id: entryId,
          reporter,
          message,
          reason,
          at,
          settled_at: null,
        })),
      )
      .execute();
  }
  if (picture !== undefined || group.isDeleted) await savePicture(database, chatId, group, at);
  return raiseNews(database, chatId, group);
}

/** The accounts that something of it is news for. */
async function raiseNews(
  database: Kysely<Database>,
  chatId: ChatId,
  { invited, uninvited, reports }: GroupWrite,
): Promise<readonly UserId[]> {
  const userIds = new Set([...invited.map(({ userId }) => userId), ...uninvited]);
  if (reports.length > 0) {
    for (const moderator of await moderatorsOf(database, chatId)) userIds.add(moderator);
  }
  await raiseRevisions(database, [...userIds]);
  return [...userIds];
}

/** A line is as the batch left it; a position of joining that is not given stays. */
async function saveMembers(
  database: Kysely<Database>,
  chatId: ChatId,
  members: readonly MemberChange[],
): Promise<void> {
  await sql`
    insert into members
      (chat_id, user_id, role, from_number, from_position, from_segment, left_position)
    select ${chatId}, * from unnest(
      ${members.map(({ userId }) => userId)}::text[], ${members.map(({ role }) => role)}::text[],
      ${members.map(({ fromNumber }) => fromNumber)}::int8[],
      ${members.map(({ fromPosition }) => fromPosition ?? 0)}::int8[],
      ${members.map(({ fromSegment }) => fromSegment)}::int8[],
      ${members.map(({ leftPosition }) => leftPosition ?? null)}::int8[])
    on conflict (chat_id, user_id) do update set
      role = excluded.role, from_number = excluded.from_number,
      from_position = case when excluded.from_position > 0 then excluded.from_position
        else members.from_position end,
      from_segment = excluded.from_segment, left_position = excluded.left_position
  `.execute(database);
}

async function saveDepartures(
  database: Kysely<Database>,
  chatId: ChatId,
  departures: readonly Departure[],
): Promise<void> {
  await database
    .insertInto('departures')
    .values(
      departures.map(({ position, userId, code }) => ({
        chat_id: chatId,
        position,
        user_id: userId ?? everybody,
        code,
      })),
    )
    .execute();
  const ending = departures.find(({ userId }) => userId === undefined);
  if (ending === undefined) return;
  await sql`
    with gone as (update members set left_position = ${ending.position}
        where chat_id = ${chatId} and left_position is null),
      closed as (delete from invites where chat_id = ${chatId}),
      unasked as (delete from requests where chat_id = ${chatId})
    delete from invitations where chat_id = ${chatId}
  `.execute(database);
}

async function savePicture(
  database: Kysely<Database>,
  chatId: ChatId,
  { picture, isDeleted }: GroupWrite,
  at: number,
): Promise<void> {
  const use = { by: 'group', of: chatId } as const;
  if (isDeleted || picture === null || picture === undefined) {
    await freePicture(database, use, at);
    return;
  }
  // It was his when the batch was judged, in this very transaction, but other chats are not locked.
  const taken = await takePicture(database, picture.owner, picture.file, use, at);
  if (!taken.ok) throw new StorageFault('busy');
}

/**
 * Erases up to `most` rows of one group that ended, then the rest of it; its row stays, so that its id
 * stays taken, and so do departures, which tell devices. False where none is left.
 */
export async function eraseDeleted(database: Kysely<Database>, most: number): Promise<boolean> {
  const { rows } = await sql<{ id: string; erased: number }>`
    with due as materialized (
      select c.id from chats c where c.deleted_at is not null
        and exists (select from documents d where d.chat_id = c.id)
      order by c.deleted_at limit 1),
    taken as (
      delete from rows where (chat_id, position) in (
        select r.chat_id, r.position from rows r join due on due.id = r.chat_id
        order by r.position limit ${most})
      returning 1)
    select due.id, (select count(*) from taken) as erased from due
  `.execute(database);
  const [due] = rows;
  if (due === undefined) return false;
  if (due.erased < most) {
    await sql`
      with a as (delete from receipts where chat_id = ${due.id}),
        b as (delete from reports where chat_id = ${due.id}),
        c as (delete from refusals where chat_id = ${due.id})
      delete from documents where chat_id = ${due.id}
    `.execute(database);
  }
  return true;
}
