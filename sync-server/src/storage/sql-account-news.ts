/**
 * Raising revisions of accounts whose state was changed by something that is no intent of theirs: an
 * invitation, a report. Invariant: rows are locked in the order of their ids, so that two groups never
 * wait for each other.
 */
import type { Database } from '@jibber/schema/database/tables';
import { type ChatId, type UserId, userId } from '@jibber/schema/ids';
import { type Kysely, sql } from 'kysely';

export async function raiseRevisions(
  database: Kysely<Database>,
  userIds: readonly UserId[],
): Promise<void> {
  if (userIds.length === 0) return;
  await sql`
    update accounts set revision = revision + 1 where id in (
      select id from accounts where id = any(${[...userIds]}::text[]) order by id for no key update)
  `.execute(database);
}

/** Who of a group sees its reports. */
export async function moderatorsOf(
  database: Kysely<Database>,
  chatId: ChatId,
): Promise<readonly UserId[]> {
  const rows = await database
    .selectFrom('members')
    .select('user_id')
    .where('chat_id', '=', chatId)
    .where('left_position', 'is', null)
    .where('role', 'in', ['owner', 'administrator'])
    .execute();
  return rows.map((row) => userId(row.user_id));
}
