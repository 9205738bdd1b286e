/**
 * A Postgres server, 15 to 18, through a bounded pool.
 * Invariant: every connection of the pool has the same session settings, set before its first query.
 */
import { Kysely, PostgresDialect, sql } from 'kysely';
import { Pool, type PoolClient, types } from 'pg';
import { NoConnection, sqlStateOf } from './database-errors.ts';
import type { DatabaseOptions, NamedStatement, OpenDatabase } from './database-port.ts';
import { QueryCounter } from './query-counter.ts';
import { valueParsers } from './values.ts';

/** Opens a pool and one connection of it, so that a wrong address is told now. */
export async function openPostgres<Tables>(
  url: string,
  options: DatabaseOptions,
): Promise<OpenDatabase<Tables>> {
  const pool = new Pool({
    connectionString: url,
    max: options.connections ?? 10,
    connectionTimeoutMillis: options.acquireTimeoutMs ?? 30_000,
    application_name: 'jibber',
    keepAlive: true,
    types: { getTypeParser: parserOf },
    // Before anybody is given it.
    verify: (client, done) => {
      client.query(sessionSettings(options.lockTimeoutMs ?? 2_000)).then(() => done(), done);
    },
  });
  // A connection that breaks while nobody waits for its answer says so by an event, idle or in the
  // middle of a transaction; without a listener that would end this process.
  pool.on('connect', (client) => client.on('error', (error) => options.onFailure?.(error, false)));
  pool.on('error', () => undefined);
  const counter = new QueryCounter();
  const kysely = new Kysely<Tables>({
    dialect: new PostgresDialect({
      pool: {
        options: pool.options,
        connect: () => pool.connect().catch(refuseConnection),
        end: () => pool.end(),
      },
    }),
    log: counter.log,
  });
  try {
    return {
      kind: 'postgres',
      kysely,
      run: (statement, values) => runNamed(pool, counter, statement, values),
      isDurable: await isServerDurable(kysely),
      queries: counter,
      maintain: async () => undefined,
      close: () => kysely.destroy(),
    };
  } catch (error) {
    await kysely.destroy();
    throw new Error('The Postgres server of the database address could not be used.', {
      cause: error,
    });
  }
}

function parserOf(typeId: number, format?: 'text' | 'binary'): unknown {
  const own = format === 'binary' ? undefined : valueParsers[typeId];
  const theirs: unknown = types.getTypeParser(typeId, format);
  return own ?? theirs;
}

/** Whoever fails here has sent nothing yet. */
function refuseConnection(cause: unknown): never {
  if (sqlStateOf(cause) !== undefined) throw cause;
  throw new NoConnection(
    'No connection to the Postgres server was free or could be made in time.',
    {
      cause,
    },
  );
}

function sessionSettings(lockTimeoutMs: number): string {
  return [
    `set lock_timeout = ${Math.ceil(lockTimeoutMs)}`,
    `set default_transaction_isolation = 'read committed'`,
    // An operator's default of `off` would let us tell "sent" before the log is on disk.
    `set synchronous_commit = 'on'`,
    `set bytea_output = 'hex'`,
    `set client_min_messages = 'warning'`,
  ].join('; ');
}

async function runNamed(
  pool: Pool,
  counter: QueryCounter,
  { name, text }: NamedStatement,
  values: readonly unknown[],
): Promise<Record<string, unknown>[]> {
  const client: PoolClient = await pool.connect().catch(refuseConnection);
  let isAnswered = false;
  try {
    const { rows } = await client.query<Record<string, unknown>>({
      name,
      text,
      values: [...values],
    });
    isAnswered = true;
    return rows;
  } finally {
    counter.count(text, isAnswered);
    // One whose connection was lost is not kept by the pool.
    client.release();
  }
}

async function isServerDurable<Tables>(kysely: Kysely<Tables>): Promise<boolean> {
  const { rows } = await sql<{ fsync: string; full_pages: string }>`
    select current_setting('fsync') as fsync, current_setting('full_page_writes') as full_pages
  `.execute(kysely);
  return rows[0]?.fsync === 'on' && rows[0].full_pages === 'on';
}
