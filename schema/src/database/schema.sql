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
  constraint accounts_pkey PRIMARY KEY (id),
  constraint accounts_email_key UNIQUE (email),
  constraint accounts_handle_skeleton_key UNIQUE (handle_skeleton),
  constraint accounts_phone_key UNIQUE (phone),
  constraint accounts_check CHECK (((email IS NOT NULL) OR (phone IS NOT NULL) OR (deleted_at IS NOT NULL)))
);
CREATE INDEX accounts_handle ON accounts USING btree (handle);

create table chats (
  id text not null,
  kind text not null,
  created_at bigint not null,
  head bigint not null,
  last_number bigint not null,
  segment bigint not null,
  constraint chats_pkey PRIMARY KEY (id)
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

create table history (
  id text not null,
  created_at bigint not null,
  constraint history_pkey PRIMARY KEY (id)
);

create table members (
  chat_id text not null,
  user_id text not null,
  role text not null,
  from_number bigint not null,
  from_position bigint not null,
  left_position bigint,
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
