create table account_deletions (
  user_id text not null,
  messages text not null,
  key text not null,
  begun_at bigint not null,
  done_at bigint,
  chat_id text,
  "position" bigint not null default 0,
  constraint account_deletions_pkey PRIMARY KEY (user_id),
  constraint account_deletions_user_id_fkey FOREIGN KEY (user_id) REFERENCES accounts(id)
);
CREATE INDEX account_deletions_due ON account_deletions USING btree (begun_at) WHERE (done_at IS NULL);

create table account_entries (
  user_id text not null,
  entry_id text not null,
  revision bigint not null,
  at bigint not null,
  constraint account_entries_pkey PRIMARY KEY (user_id, entry_id),
  constraint account_entries_user_id_fkey FOREIGN KEY (user_id) REFERENCES accounts(id)
);
CREATE INDEX account_entries_at ON account_entries USING btree (at);

create table accounts (
  id text not null,
  name text not null,
  handle text not null,
  handle_skeleton text not null,
  email text,
  phone text,
  password_hash text not null,
  created_at bigint not null,
  deleted_at bigint,
  receipts_revision bigint not null default 0,
  about text not null default ''::text,
  picture text,
  settings text not null default '{}'::text,
  revision bigint not null default 0,
  constraint accounts_pkey PRIMARY KEY (id),
  constraint accounts_email_key UNIQUE (email),
  constraint accounts_handle_skeleton_key UNIQUE (handle_skeleton),
  constraint accounts_phone_key UNIQUE (phone),
  constraint accounts_check CHECK (((email IS NOT NULL) OR (phone IS NOT NULL) OR (deleted_at IS NOT NULL)))
);
CREATE INDEX accounts_handle ON accounts USING btree (handle);

create table blocks (
  user_id text not null,
  blocked_id text not null,
  at bigint not null,
  constraint blocks_pkey PRIMARY KEY (user_id, blocked_id),
  constraint blocks_user_id_fkey FOREIGN KEY (user_id) REFERENCES accounts(id)
);
CREATE INDEX blocks_blocked ON blocks USING btree (blocked_id);

create table chats (
  id text not null,
  kind text not null,
  created_at bigint not null,
  head bigint not null,
  last_number bigint not null,
  segment bigint not null,
  title text,
  picture text,
  settings text,
  deleted_at bigint,
  constraint chats_pkey PRIMARY KEY (id)
);
CREATE INDEX chats_deleted ON chats USING btree (deleted_at) WHERE (deleted_at IS NOT NULL);

create table departures (
  chat_id text not null,
  "position" bigint not null,
  user_id text not null,
  code text not null,
  constraint departures_pkey PRIMARY KEY (chat_id, "position", user_id),
  constraint departures_chat_id_fkey FOREIGN KEY (chat_id) REFERENCES chats(id)
);

create table documents (
  chat_id text not null,
  document bigint not null,
  first_number bigint not null,
  clock bigint not null,
  touched bigint not null,
  messages bigint not null,
  bytes bigint not null,
  snapshot bytea,
  snapshot_position bigint not null,
  erase_since bigint,
  constraint documents_pkey PRIMARY KEY (chat_id, document),
  constraint documents_chat_id_fkey FOREIGN KEY (chat_id) REFERENCES chats(id)
);
CREATE INDEX documents_erase ON documents USING btree (erase_since) WHERE (erase_since IS NOT NULL);

create table ended_sessions (
  id text not null,
  user_id text not null,
  reason text not null,
  ended_at bigint not null,
  constraint ended_sessions_pkey PRIMARY KEY (id)
);

create table files (
  id text not null,
  owner text not null,
  kind text not null,
  type text not null,
  bytes bigint not null,
  hash text not null,
  blob text not null,
  created_at bigint not null,
  used_by text,
  scope_id text,
  erase_since bigint,
  constraint files_pkey PRIMARY KEY (id),
  constraint files_blob_key UNIQUE (blob),
  constraint files_owner_fkey FOREIGN KEY (owner) REFERENCES accounts(id),
  constraint files_check CHECK (((used_by IS NULL) = (scope_id IS NULL)))
);
CREATE INDEX files_erase ON files USING btree (erase_since) WHERE (erase_since IS NOT NULL);
CREATE INDEX files_scope ON files USING btree (scope_id) WHERE (scope_id IS NOT NULL);
CREATE INDEX files_unused ON files USING btree (owner, created_at) WHERE (used_by IS NULL);

create table history (
  id text not null,
  created_at bigint not null,
  constraint history_pkey PRIMARY KEY (id)
);

create table invitations (
  chat_id text not null,
  user_id text not null,
  invited_by text not null,
  at bigint not null,
  constraint invitations_pkey PRIMARY KEY (user_id, chat_id),
  constraint invitations_chat_id_fkey FOREIGN KEY (chat_id) REFERENCES chats(id)
);

create table invites (
  token text not null,
  chat_id text not null,
  invited_by text not null,
  created_at bigint not null,
  expires_at bigint,
  most_uses bigint,
  uses bigint not null default 0,
  needs_approval boolean not null,
  revoked_at bigint,
  constraint invites_pkey PRIMARY KEY (token),
  constraint invites_chat_id_fkey FOREIGN KEY (chat_id) REFERENCES chats(id)
);
CREATE INDEX invites_chat ON invites USING btree (chat_id);

create table members (
  chat_id text not null,
  user_id text not null,
  role text not null,
  from_number bigint not null,
  from_position bigint not null,
  left_position bigint,
  from_segment bigint not null default 0,
  constraint members_pkey PRIMARY KEY (chat_id, user_id),
  constraint members_chat_id_fkey FOREIGN KEY (chat_id) REFERENCES chats(id)
);
CREATE INDEX members_user ON members USING btree (user_id);

create table migrations (
  "position" integer not null,
  name text not null,
  applied_at bigint not null,
  constraint migrations_pkey PRIMARY KEY ("position"),
  constraint migrations_name_key UNIQUE (name)
);

create table receipts (
  chat_id text not null,
  user_id text not null,
  delivered bigint not null,
  read bigint not null,
  revision bigint not null,
  constraint receipts_pkey PRIMARY KEY (chat_id, user_id),
  constraint receipts_chat_id_fkey FOREIGN KEY (chat_id) REFERENCES chats(id)
);
CREATE INDEX receipts_user ON receipts USING btree (user_id, revision);

create table refusals (
  user_id text not null,
  entry_id text not null,
  chat_id text not null,
  code text not null,
  at bigint not null,
  constraint refusals_pkey PRIMARY KEY (user_id, entry_id)
);
CREATE INDEX refusals_at ON refusals USING btree (at);

create table reports (
  chat_id text not null,
  entry_id text not null,
  reporter text not null,
  message text not null,
  reason text not null,
  at bigint not null,
  settled_at bigint,
  constraint reports_pkey PRIMARY KEY (chat_id, entry_id),
  constraint reports_chat_id_fkey FOREIGN KEY (chat_id) REFERENCES chats(id)
);

create table requests (
  chat_id text not null,
  user_id text not null,
  at bigint not null,
  constraint requests_pkey PRIMARY KEY (chat_id, user_id),
  constraint requests_chat_id_fkey FOREIGN KEY (chat_id) REFERENCES chats(id)
);

create table rows (
  chat_id text not null,
  "position" bigint not null,
  entry_id text not null,
  author text not null,
  number bigint not null,
  at bigint not null,
  chat_update bytea,
  segment bigint,
  segment_update bytea,
  emptied boolean not null default false,
  constraint rows_pkey PRIMARY KEY (chat_id, "position"),
  constraint rows_chat_id_entry_id_key UNIQUE (chat_id, entry_id),
  constraint rows_chat_id_fkey FOREIGN KEY (chat_id) REFERENCES chats(id)
);
CREATE INDEX rows_chat_update ON rows USING btree (chat_id, (
CASE
    WHEN (chat_update IS NOT NULL) THEN "position"
    ELSE NULL::bigint
END)) WHERE (chat_update IS NOT NULL);
CREATE INDEX rows_segment ON rows USING btree (chat_id, segment, "position");

create table secrets (
  name text not null,
  value bytea not null,
  created_at bigint not null,
  constraint secrets_pkey PRIMARY KEY (name)
);

create table session_uses (
  session_id text not null,
  used_at bigint not null,
  constraint session_uses_pkey PRIMARY KEY (session_id)
);

create table sessions (
  id text not null,
  user_id text not null,
  device_name text not null,
  created_at bigint not null,
  expires_at bigint not null,
  constraint sessions_pkey PRIMARY KEY (id),
  constraint sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES accounts(id)
);
CREATE INDEX sessions_user ON sessions USING btree (user_id);

CREATE OR REPLACE FUNCTION append_messages(in_chat text, in_history text, in_at bigint, in_head bigint, in_last_number bigint, in_segment bigint, in_clock bigint, in_touched bigint, in_sessions text[], in_session_users text[], in_users text[], in_entries text[], in_authors text[], in_updates bytea[], in_clock_after bigint, in_bytes bigint)
 RETURNS boolean
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION is_reachable(in_actor text, in_person text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET enable_seqscan TO 'off'
AS $function$
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
$function$;
