/**
 * Files that people bring. The row says who may have the bytes; they lie in the blob store under a
 * key of their own, so that a blob that is being deleted is never one that is being written.
 */
import { type Kysely, sql } from 'kysely';

const statements = [
  sql`create table files (
    id text primary key,
    owner text not null references accounts (id),
    kind text not null,
    type text not null,
    bytes int8 not null,
    hash text not null,
    blob text not null unique,
    created_at int8 not null,
    used_by text,
    scope_id text,
    erase_since int8,
    check ((used_by is null) = (scope_id is null)))`,
  sql`create index files_unused on files (owner, created_at) where used_by is null`,
  sql`create index files_scope on files (scope_id) where scope_id is not null`,
  sql`create index files_erase on files (erase_since) where erase_since is not null`,
];

export async function up(database: Kysely<never>): Promise<void> {
  for (const statement of statements) await statement.execute(database);
}
