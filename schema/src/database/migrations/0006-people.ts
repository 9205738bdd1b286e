/**
 * What people say of themselves, how they want to be reached, and whom they have blocked.
 * `is_reachable` is the one place that says who can be written to by whom (`person-not-reachable`);
 * plpgsql, because its plans are kept over calls; they may not walk over whole tables, as those of
 * `append_messages`.
 */
import { type Kysely, sql } from 'kysely';

const statements = [
  sql`alter table accounts
    add column about text not null default '',
    add column picture text,
    add column settings text not null default '{}',
    add column revision int8 not null default 0`,
  sql`create table blocks (
    user_id text not null references accounts (id),
    blocked_id text not null,
    at int8 not null,
    primary key (user_id, blocked_id))`,
  sql`create index blocks_blocked on blocks (blocked_id)`,
  sql`create table account_entries (
    user_id text not null references accounts (id),
    entry_id text not null,
    revision int8 not null,
    at int8 not null,
    primary key (user_id, entry_id))`,
  sql`create index account_entries_at on account_entries (at)`,
  sql`
create function is_reachable(in_actor text, in_person text)
returns bool language plpgsql stable set enable_seqscan = off as $$
declare
  person record;
begin
  select settings into person from accounts where id = in_person and deleted_at is null;
  if not found then
    return false;
  end if;
  if in_actor = in_person then
    return true;
  end if;
  if exists (select from blocks where user_id = in_person and blocked_id = in_actor) then
    return false;
  end if;
  return person.settings::json ->> 'strangers' is distinct from 'none' or exists (
    select from members mine join members theirs on theirs.chat_id = mine.chat_id
    where mine.user_id = in_actor and mine.left_position is null
      and theirs.user_id = in_person and theirs.left_position is null);
end
$$`,
];

export async function up(database: Kysely<never>): Promise<void> {
  for (const statement of statements) await statement.execute(database);
}
