/**
 * Accounts whose people deleted them, and how far the job is that goes through their chats. The job is
 * made in the transaction that ends the account, so that there is never one without the other.
 */
import { type Kysely, sql } from 'kysely';

const statements = [
  sql`create table account_deletions (
    user_id text primary key references accounts (id),
    messages text not null,
    key text not null,
    begun_at int8 not null,
    done_at int8,
    chat_id text,
    position int8 not null default 0)`,
  sql`create index account_deletions_due on account_deletions (begun_at) where done_at is null`,
];

export async function up(database: Kysely<never>): Promise<void> {
  for (const statement of statements) await statement.execute(database);
}
