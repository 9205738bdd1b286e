/**
 * Groups: roles that change, people who go and come back, invite links, invitations and reports.
 * `departures` says who went at which position: `''` means everybody. `append_messages` asks, for the
 * private chat of two, whether each author is heard by the other (`is_reachable`, 0006); everything
 * else that a right depends on takes a position of the chat, and so changes the head it compares.
 */
import { type Kysely, sql } from 'kysely';

const statements = [
  sql`alter table chats
    add column title text,
    add column picture text,
    add column settings text,
    add column deleted_at int8`,
  sql`create index chats_deleted on chats (deleted_at) where deleted_at is not null`,
  sql`alter table members add column from_segment int8 not null default 0`,
  sql`create table departures (
    chat_id text not null references chats (id),
    position int8 not null,
    user_id text not null,
    code text not null,
    primary key (chat_id, position, user_id))`,
  sql`create table invitations (
    chat_id text not null references chats (id),
    user_id text not null,
    invited_by text not null,
    at int8 not null,
    primary key (user_id, chat_id))`,
  sql`create table requests (
    chat_id text not null references chats (id),
    user_id text not null,
    at int8 not null,
    primary key (chat_id, user_id))`,
  sql`create table invites (
    token text primary key,
    chat_id text not null references chats (id),
    invited_by text not null,
    created_at int8 not null,
    expires_at int8,
    most_uses int8,
    uses int8 not null default 0,
    needs_approval bool not null,
    revoked_at int8)`,
  sql`create index invites_chat on invites (chat_id)`,
  sql`create table reports (
    chat_id text not null references chats (id),
    entry_id text not null,
    reporter text not null,
    message text not null,
    reason text not null,
    at int8 not null,
    settled_at int8,
    primary key (chat_id, entry_id))`,
  sql`
create or replace function append_messages(
  in_chat text, in_history text, in_at int8,
  in_head int8, in_last_number int8, in_segment int8, in_clock int8, in_touched int8,
  in_sessions text[], in_session_users text[], in_users text[],
  in_entries text[], in_authors text[], in_updates bytea[], in_clock_after int8, in_bytes int8
) returns bool language plpgsql volatile set enable_seqscan = off as $$
declare
  chat record;
  added int8 := cardinality(in_entries);
begin
  select head, last_number, segment, kind into chat from chats where id = in_chat for no key update;
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
  if chat.kind = 'direct' and exists (
      select from members m, unnest(in_users) as author
      where m.chat_id = in_chat and m.user_id <> author and not is_reachable(author, m.user_id))
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
$$`,
];

export async function up(database: Kysely<never>): Promise<void> {
  for (const statement of statements) await statement.execute(database);
}
