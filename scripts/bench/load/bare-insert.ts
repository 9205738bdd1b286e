/**
 * How fast the same database takes the same bytes with nothing in front of it: multi-row inserts,
 * each its own commit, into a table with the columns and keys of the log's rows.
 * Invariant: it reads nothing, judges nothing and keeps no order; nobody can be quicker in SQL.
 */
import { randomBytes } from 'node:crypto';
import type { Database } from '@jibber/schema/database/tables';
import type { OpenDatabase } from '@jibber/sync-server/storage/database-port';
import { type Kysely, sql } from 'kysely';
import { uuidv7 } from 'uuidv7';
import type { BareInsert, Requests } from './requests.ts';

/** Long as the id of a direct chat. */
const chatIdLength = 44;

export async function insertBare(
  { kysely }: Pick<OpenDatabase<Database>, 'kysely'>,
  ask: Requests['insertBare']['ask'],
): Promise<BareInsert> {
  await sql`drop table if exists bare_rows`.execute(kysely);
  await sql`create table bare_rows (like rows including all)`.execute(kysely);
  const cpuBefore = process.cpuUsage();
  const startedAtMs = performance.now();
  const untilMs = startedAtMs + ask.durationMs;
  const counts = await Promise.all(
    Array.from({ length: ask.connections }, (_, lane) => insertUntil(kysely, ask, lane, untilMs)),
  );
  const tookMs = performance.now() - startedAtMs;
  const { user, system } = process.cpuUsage(cpuBefore);
  await sql`drop table bare_rows`.execute(kysely);
  const rows = counts.reduce((sum, count) => sum + count, 0);
  return { rowsPerS: (rows * 1000) / tookMs, cpuMs: (user + system) / 1000 };
}

async function insertUntil(
  kysely: Kysely<Database>,
  ask: Requests['insertBare']['ask'],
  lane: number,
  untilMs: number,
): Promise<number> {
  const chatId = `d${lane}`.padEnd(chatIdLength, 'x');
  const author = uuidv7();
  let position = 0;
  while (performance.now() < untilMs) {
    const values = Array.from({ length: ask.rowsPerInsert }, () => {
      position += 1;
      const update = randomBytes(ask.updateBytes);
      return sql`(${chatId}, ${position}, ${uuidv7()}, ${author}, ${position}, ${Date.now()}, 0, ${update})`;
    });
    await sql`
      insert into bare_rows (chat_id, position, entry_id, author, number, at, segment, segment_update)
      values ${sql.join(values)}
    `.execute(kysely);
  }
  return position;
}
