import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneTestDatabase, type TestDatabase } from '../../../scripts/services/test-database.ts';
import { openDatabase } from './database.ts';
import { describeDatabase } from './database-contract.ts';
import { isLockTimeout, isOutcomeUnknown, isWorthRetrying } from './database-errors.ts';
import type { ContractTables } from './database-values-contract.ts';

let testDatabase: TestDatabase;

beforeAll(async () => {
  testDatabase = await cloneTestDatabase({ from: 'empty' });
});

afterAll(() => testDatabase.drop());

describeDatabase('Postgres', (options) => openDatabase<ContractTables>(testDatabase.url, options));

async function withLamp<Value>(
  work: (database: Awaited<ReturnType<typeof openLamp>>) => Promise<Value>,
): Promise<Value> {
  const database = await openLamp();
  try {
    await sql`create table lamp (is_on bool)`.execute(database.kysely);
    await sql`insert into lamp values (false)`.execute(database.kysely);
    return await work(database);
  } finally {
    await sql`drop table lamp`.execute(database.kysely);
    await database.close();
  }
}

const openLamp = () =>
  openDatabase<{ lamp: { is_on: boolean } }>(testDatabase.url, { lockTimeoutMs: 100 });

test('a statement sees what others committed since the one before it', () =>
  withLamp(async ({ kysely }) => {
    const lamp = kysely.selectFrom('lamp').select('is_on');
    await kysely.transaction().execute(async (transaction) => {
      expect(await transaction.executeQuery(lamp)).toMatchObject({ rows: [{ is_on: false }] });
      await kysely.updateTable('lamp').set({ is_on: true }).execute();
      expect(await transaction.executeQuery(lamp)).toMatchObject({ rows: [{ is_on: true }] });
    });
  }));

test('who waits too long for a lock is told so, and nothing of his is written', () =>
  withLamp(async ({ kysely }) => {
    await kysely.transaction().execute(async (first) => {
      await first.selectFrom('lamp').selectAll().forUpdate().execute();
      const second = kysely.updateTable('lamp').set({ is_on: true }).execute();
      const error: unknown = await second.catch((caught: unknown) => caught);
      expect(isLockTimeout(error)).toBe(true);
      expect(isWorthRetrying(error)).toBe(true);
    });
    expect(await kysely.selectFrom('lamp').selectAll().execute()).toEqual([{ is_on: false }]);
  }));

test('a connection that the server ends leaves the outcome open and the pool usable', async () => {
  const failures: boolean[] = [];
  const database = await openDatabase(testDatabase.url, {
    onFailure: (_error, isFinal) => failures.push(isFinal),
  });
  const killed = database.kysely.transaction().execute(async (transaction) => {
    const { rows } = await sql<{ id: number }>`select pg_backend_pid() as id`.execute(transaction);
    await sql`select pg_terminate_backend(${rows[0]?.id}::int4)`.execute(database.kysely);
    await sql`select 1`.execute(transaction);
  });
  const error: unknown = await killed.catch((caught: unknown) => caught);
  expect(isOutcomeUnknown(error)).toBe(true);
  expect((await sql`select 1 as one`.execute(database.kysely)).rows).toEqual([{ one: 1 }]);
  await database.close();
  expect(failures).not.toContain(true);
});

test('a server that is not there is told at once, without the password', async () => {
  const opening = openDatabase('postgres://alice:secret@127.0.0.1:1/none');
  const error: unknown = await opening.catch((caught: unknown) => caught);
  expect(String(error)).toContain('could not be used');
  expect(String(error)).not.toContain('secret');
});

test('a named statement is prepared once, on a connection with the settings of all', async () => {
  const database = await openDatabase(testDatabase.url, { connections: 1, lockTimeoutMs: 321 });
  const lockTimeout = { name: 'lockTimeout', text: `select current_setting('lock_timeout') as ms` };
  try {
    for (const time of [1, 2]) {
      expect([time, await database.run(lockTimeout, [])]).toEqual([time, [{ ms: '321ms' }]]);
    }
    const { rows } = await sql<{ name: string }>`
      select name from pg_prepared_statements
    `.execute(database.kysely);
    expect(rows).toEqual([{ name: 'lockTimeout' }]);
  } finally {
    await database.close();
  }
});
