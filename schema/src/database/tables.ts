/**
 * The tables as Kysely types. Times are ms since 1970 as int8, ids are text, bytes are bytea.
 * Authority over what is allowed stands here and is read from here, at commit, from the primary.
 */
import type { Generated } from 'kysely';

/** One row: the life of this database, changed by a restore. */
export interface HistoryTable {
  id: string;
  created_at: number;
}

export interface AccountsTable {
  id: string;
  name: string;
  handle: string;
  /** Confusable skeleton of the handle; unique. */
  handle_skeleton: string;
  email: string | null;
  phone: string | null;
  password_hash: string;
  created_at: number;
  deleted_at: number | null;
  /** Counts the changes of this person's own receipts; raised under this row's lock. */
  receipts_revision: Generated<number>;
  /** What this person says of himself; '' for nothing. */
  about: Generated<string>;
  /** Id of a file; null for none. */
  picture: Generated<string | null>;
  /** JSON text of the settings that were changed; the others are as `defaultSettings` has them. */
  settings: Generated<string>;
  /** Counts the accepted intents of this account; raised under this row's lock. */
  revision: Generated<number>;
}

/** Whom a person has blocked; read by `is_reachable`. Written under both locks (DESIGN 5). */
export interface BlocksTable {
  user_id: string;
  blocked_id: string;
  at: number;
}

/** Accepted intents of accounts, so that a repeat is answered alike (kept 90 days). */
export interface AccountEntriesTable {
  user_id: string;
  entry_id: string;
  /** Of the account after it. */
  revision: number;
  at: number;
}

/** A device of an account. Read `for share` by accepting transactions; deleted when it ends. */
export interface SessionsTable {
  /** SHA-256 of the token, hex. */
  id: string;
  user_id: string;
  /** Shown in the list of devices. */
  device_name: string;
  created_at: number;
  /** Absolute end, ms. */
  expires_at: number;
}

/** When a session was last used; apart, so that nothing but its end writes the session's row. */
export interface SessionUsesTable {
  session_id: string;
  used_at: number;
}

/** Sessions that ended before their time, so that the device can be told why (kept 90 days). */
export interface EndedSessionsTable {
  id: string;
  user_id: string;
  /** `sign-out`, `password`, `deleted` */
  reason: string;
  ended_at: number;
}

export interface ChatsTable {
  id: string;
  kind: string;
  created_at: number;
  /** Position of the last accepted intent. */
  head: number;
  /** The last number given. */
  last_number: number;
  /** n of the newest segment. */
  segment: number;
  /** Of a group, copies of what its chat document says, for whoever has no right to read that. */
  title: string | null;
  picture: string | null;
  /** JSON of `GroupSettings`; null: those of a new group. */
  settings: string | null;
  /** Since then everything of it is being erased, ms; its id stays taken. */
  deleted_at: number | null;
}

export interface MembersTable {
  chat_id: string;
  user_id: string;
  role: string;
  /** Number and position of joining; `left_…` null while present. */
  from_number: number;
  from_position: number;
  left_position: number | null;
  /** The first segment he may see. */
  from_segment: Generated<number>;
}

/** Who went at which position, and why; `''` is everybody. */
export interface DeparturesTable {
  chat_id: string;
  position: number;
  user_id: string;
  /** `chat-left`, `chat-removed`, `chat-deleted` */
  code: string;
}

/** People who are asked to join: one line for each, gone with his answer. */
export interface InvitationsTable {
  chat_id: string;
  user_id: string;
  invited_by: string;
  at: number;
}

/** People who came by a link and wait for an administrator. */
export interface RequestsTable {
  chat_id: string;
  user_id: string;
  at: number;
}

/** Links by which people join. */
export interface InvitesTable {
  token: string;
  chat_id: string;
  invited_by: string;
  created_at: number;
  /** ms; null: never. */
  expires_at: number | null;
  /** null: any number. */
  most_uses: number | null;
  uses: Generated<number>;
  needs_approval: boolean;
  revoked_at: number | null;
}

/** What members told the administrators. */
export interface ReportsTable {
  chat_id: string;
  /** Of the intent. */
  entry_id: string;
  reporter: string;
  /** Entry id of the message. */
  message: string;
  reason: string;
  at: number;
  settled_at: number | null;
}

/** State of a Yjs document of a chat: snapshot up to a position; rows after it. */
export interface DocumentsTable {
  chat_id: string;
  /** -1 is the chat document, else n of the segment. */
  document: number;
  /** Number of the first message; 0 for the chat document. */
  first_number: number;
  /** Clock of client id 1 after the last row that touched it. */
  clock: number;
  /** Position of the last row that touched it. */
  touched: number;
  messages: number;
  /** Encoded size, estimated as the sum of what was written. */
  bytes: number;
  snapshot: Uint8Array | null;
  snapshot_position: number;
  /** When a text in it was first to be erased and no snapshot was made since, ms; else null. */
  erase_since: number | null;
}

/** What one accepted intent wrote, under its position. Bytes are emptied by compaction. */
export interface RowsTable {
  chat_id: string;
  position: number;
  entry_id: string;
  author: string;
  /** Number of the message it made, 0 for none. */
  number: number;
  at: number;
  chat_update: Uint8Array | null;
  /** n of the segment it touched, null for none. */
  segment: number | null;
  segment_update: Uint8Array | null;
  /** Whether bytes of its parts were taken away (compaction, erasure); its place stays. */
  emptied: Generated<boolean>;
}

export interface ReceiptsTable {
  chat_id: string;
  user_id: string;
  delivered: number;
  read: number;
  revision: number;
}

export interface RefusalsTable {
  entry_id: string;
  user_id: string;
  /** Or `account`, of an intent of the account. */
  chat_id: string;
  code: string;
  at: number;
}

/** What all nodes share and nobody else may know, each made once by whichever node needs it first. */
export interface SecretsTable {
  name: string;
  value: Uint8Array;
  created_at: number;
}

/** A file that somebody brought; its bytes are in the blob store. */
export interface FilesTable {
  /** UUIDv7, given by the owner's device. */
  id: string;
  owner: string;
  /** `picture` */
  kind: string;
  /** MIME type, of the list. */
  type: string;
  bytes: number;
  /** SHA-256 of the bytes, hex: the same again is the same file. */
  hash: string;
  /** Key of the bytes in the blob store; of this row alone. */
  blob: string;
  /** When it was last brought, ms. */
  created_at: number;
  /** What uses it, `profile` or `group`, and of whom or which chat; null: nothing yet. */
  used_by: string | null;
  scope_id: string | null;
  /** When nothing used it any more, ms: nobody sees it, and upkeep deletes blob and row. Else null. */
  erase_since: number | null;
}

/** Accounts that were deleted, and how far the job is that goes through their chats. */
export interface AccountDeletionsTable {
  user_id: string;
  /** `stay`, `erase` */
  messages: string;
  /** Random: ids of the job's entries follow from it, and nobody takes them first. */
  key: string;
  begun_at: number;
  /** null: the job goes on. */
  done_at: number | null;
  /** Where messages are erased now: the chat, and the position up to which they are; null: not begun. */
  chat_id: string | null;
  position: Generated<number>;
}

export interface Database {
  history: HistoryTable;
  secrets: SecretsTable;
  accounts: AccountsTable;
  sessions: SessionsTable;
  session_uses: SessionUsesTable;
  ended_sessions: EndedSessionsTable;
  chats: ChatsTable;
  members: MembersTable;
  departures: DeparturesTable;
  invitations: InvitationsTable;
  requests: RequestsTable;
  invites: InvitesTable;
  reports: ReportsTable;
  documents: DocumentsTable;
  rows: RowsTable;
  receipts: ReceiptsTable;
  refusals: RefusalsTable;
  blocks: BlocksTable;
  account_entries: AccountEntriesTable;
  account_deletions: AccountDeletionsTable;
  files: FilesTable;
}
