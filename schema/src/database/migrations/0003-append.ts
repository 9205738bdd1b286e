/**
 * New messages in one statement (docs/decisions/0008). The first statement of the function locks the
 * chat's row and nothing else; what follows reads what was committed by then, because a volatile
 * function gives each of its statements a snapshot of its own. That an entry was accepted before is
 * told by the key it violates. Plans are kept from when tables were small: none may walk over a whole
 * table. And an index by which the few rows of a chat document are found without walking over others;
 * on an expression, because without statistics the primary key would be taken for as good.
 */
import { type Kysely, sql } from 'kysely';

export async function up(database: Kysely<never>): Promise<void> {
  await sql`
create index rows_chat_update on rows
  (chat_id, (case when chat_update is not null then position end)) where chat_update is not null
`.execute(database);
  await sql`
create function append_messages(
  in_chat text, in_history text, in_at int8,
  in_head int8, in_last_number int8, in_segment int8, in_clock int8, in_touched int8,
  in_sessions text[], in_session_users text[], in_users text[],
  in_entries text[], in_authors text[], in_updates bytea[], in_clock_after int8, in_bytes int8
) returns bool language plpgsql volatile set enable_seqscan = off as $$
declare
  chat record;
  added int8 := cardinality(in_entries);
begin
  select head, last_number, segment into chat from chats where id = in_chat for no key update;
  if not found or chat.head <> in_head or chat.last_number <> in_last_number
    or chat.segment <> in_segment
  then
    return false;
  end if;
  if (select count(*) from (
      select from sessions
      where id = any(in_sessions) and user_id = in_session_users[array_position(in_sessions, id)]
        and expires_at > in_at
      order by id for share) as live) <> cardinality(in_sessions)
    or (select count(*) from members
      where chat_id = in_chat and user_id = any(in_users) and left_position is null)
      <> cardinality(in_users)
    or not exists (select from history where id = in_history)
    or exists (select from refusals where user_id = any(in_users) and entry_id = any(in_entries))
  then
    return false;
  end if;
  update documents set clock = in_clock_after, touched = in_head + added,
    messages = messages + added, bytes = bytes + in_bytes
  where chat_id = in_chat and document = in_segment and clock = in_clock and touched = in_touched;
  if not found then
    return false;
  end if;
  insert into rows (chat_id, position, entry_id, author, number, at, segment, segment_update)
  select in_chat, in_head + place, entry_id, author, in_last_number + place, in_at, in_segment, update
  from unnest(in_entries, in_authors, in_updates) with ordinality as q (entry_id, author, update, place);
  update chats set head = in_head + added, last_number = in_last_number + added where id = in_chat;
  return true;
end
$$`.execute(database);
}
