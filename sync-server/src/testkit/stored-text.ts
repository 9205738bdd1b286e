/** Looks for a text in everything that is stored. */
import type { Database } from '@jibber/schema/database/tables';
import { type Kysely, sql } from 'kysely';
import type { MemoryTables } from '../storage/memory-tables.ts';

/** Names of the tables and columns whose values hold the text, as text or inside of bytes. */
export async function columnsWith(database: Kysely<Database>, text: string): Promise<string[]> {
  const { rows: columns } = await sql<{ table_name: string; column_name: string; type: string }>`
    select table_name, column_name, data_type as type from information_schema.columns
    where table_schema = 'public'
  `.execute(database);
  const found: string[] = [];
  for (const { table_name: table, column_name: column, type } of columns) {
    const value =
      type === 'bytea'
        ? sql`encode(${sql.ref(column)}, 'hex') like ${`%${Buffer.from(text).toString('hex')}%`}`
        : sql`${sql.ref(column)}::text like ${`%${text}%`}`;
    const { rows } = await sql`select 1 from ${sql.table(table)} where ${value} limit 1`.execute(
      database,
    );
    if (rows.length > 0) found.push(`${table}.${column}`);
  }
  return found;
}

/** As `columnsWith`, of the tables in memory: names of what holds it. */
export function placesWith(tables: MemoryTables, text: string): string[] {
  const found: string[] = [];
  const look = (place: string, bytes: Uint8Array | undefined) => {
    if (bytes !== undefined && Buffer.from(bytes).includes(text)) found.push(place);
  };
  for (const chat of tables.chats.values()) {
    for (const row of [...chat.rows, ...chat.entries.values()]) {
      look(`row ${row.position}`, row.chatUpdate);
      look(`row ${row.position}`, row.segmentUpdate);
    }
    for (const { state, snapshot } of chat.documents.values()) {
      look(`snapshot ${state.name}`, snapshot);
    }
  }
  return found;
}
