/** New messages in one statement: the function `append_messages` of the migrations. */
import type { Database } from '@jibber/schema/database/tables';
import { type Kysely, sql } from 'kysely';
import type { Append } from './storage.ts';

/** True where everything assumed held and the messages are committed. */
export async function appendMessages(
  database: Kysely<Database>,
  { chatId, historyId, head, sessions, userIds, messages, ...facts }: Append,
): Promise<boolean> {
  const updates = messages.map(({ update }) => update);
  const bytes = updates.reduce((sum, update) => sum + update.length, 0);
  const { rows } = await sql<{ is_done: boolean }>`
    select append_messages(${chatId}, ${historyId}, ${facts.at}::int8,
      ${head.head}::int8, ${head.lastNumber}::int8, ${head.segment}::int8,
      ${facts.clock}::int8, ${facts.touched}::int8,
      ${[...sessions.keys()]}::text[], ${[...sessions.values()]}::text[], ${[...userIds]}::text[],
      ${messages.map(({ entryId }) => entryId)}::text[],
      ${messages.map(({ author }) => author)}::text[], ${updates}::bytea[],
      ${facts.clockAfter}::int8, ${bytes}::int8) as is_done
  `.execute(database);
  return rows[0]?.is_done === true;
}
