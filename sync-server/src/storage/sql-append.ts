/** New messages in one statement: the function `append_messages` of the migrations. */
import { isUniqueViolation } from './database-errors.ts';
import type { NamedStatement, OpenDatabase } from './database-port.ts';
import type { Append } from './storage.ts';

const statement: NamedStatement = {
  name: 'append',
  text: `select append_messages($1::text, $2::text, $3::int8, $4::int8, $5::int8, $6::int8, $7::int8,
    $8::int8, $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::bytea[], $15::int8,
    $16::int8) as is_done`,
};

/** Of the entry ids of a chat. */
const entryKey = 'rows_chat_id_entry_id_key';

/** True where everything assumed held and the messages are committed. */
export async function appendMessages(
  database: Pick<OpenDatabase<unknown>, 'run'>,
  append: Append,
): Promise<boolean> {
  const { chatId, historyId, head, sessions, userIds, messages } = append;
  const updates = messages.map(({ update }) => update);
  const answered = database.run(statement, [
    chatId,
    historyId,
    append.at,
    head.head,
    head.lastNumber,
    head.segment,
    append.clock,
    append.touched,
    [...sessions.keys()],
    [...sessions.values()],
    [...userIds],
    messages.map(({ entryId }) => entryId),
    messages.map(({ author }) => author),
    updates,
    append.clockAfter,
    updates.reduce((sum, update) => sum + update.length, 0),
  ]);
  try {
    const rows = await answered;
    return rows[0]?.is_done === true;
  } catch (error) {
    // One of them was accepted before; the whole statement is undone.
    if (isUniqueViolation(error, entryKey)) return false;
    throw error;
  }
}
