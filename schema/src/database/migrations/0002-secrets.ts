/** What a server must keep to itself and all its nodes must share. */
import { type Kysely, sql } from 'kysely';

export async function up(database: Kysely<never>): Promise<void> {
  await sql`create table secrets (
    name text primary key,
    value bytea not null,
    created_at int8 not null)`.execute(database);
}
