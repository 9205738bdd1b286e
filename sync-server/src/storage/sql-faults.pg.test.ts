import { migrations } from '@jibber/schema/database/migrations';
import type { Database } from '@jibber/schema/database/tables';
import { alice, aliceAndBob, bob } from '@jibber/schema/testkit/people';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { cloneTestDatabase, type TestDatabase } from '../../../scripts/services/test-database.ts';
import { startSqlStorage } from '../testkit/sql-storage.ts';
import { open, opening, write } from '../testkit/storage-fixtures.ts';
import { openDatabase } from './database.ts';
import type { OpenDatabase } from './database-port.ts';
import { migrate } from './migrate.ts';
import type { Storage } from './storage.ts';

let testDatabase: TestDatabase;
let database: OpenDatabase<Database>;
/** Another way in, to take the storage's connections away. */
let outside: OpenDatabase<Database>;
let storage: Storage;

beforeAll(async () => {
  testDatabase = await cloneTestDatabase({ from: 'empty' });
  database = await openDatabase<Database>(testDatabase.url);
  outside = await openDatabase<Database>(testDatabase.url, { connections: 1 });
  await migrate(database.kysely, migrations, 0);
});

beforeEach(async () => {
  const under = await startSqlStorage(database);
  for (const user of [alice, bob]) await under.addAccount(user);
  storage = under.storage;
  await open(storage);
});

afterAll(async () => {
  await database.close();
  await outside.close();
  await testDatabase.drop();
});

/** Ends the connection of the transaction that is open. */
async function cutTransaction(): Promise<void> {
  const { rows } = await sql`
    select pg_terminate_backend(pid, 5000) from pg_stat_activity
    where datname = current_database() and state = 'idle in transaction'
  `.execute(outside.kysely);
  expect(rows).toHaveLength(1);
}

const empty = write({ head: opening.head });

test('a connection lost before a commit could be answered is an unknown outcome', async () => {
  const lost = storage.transaction(async (transaction) => {
    await transaction.lockChat(aliceAndBob);
    await transaction.save(aliceAndBob, empty);
    await cutTransaction();
    return { keep: true, value: undefined };
  });
  await expect(lost).rejects.toMatchObject({ name: 'StorageFault', kind: 'unknown-outcome' });
});

test('a connection lost between statements is a store that is down: nothing was written', async () => {
  const lost = storage.transaction(async (transaction) => {
    await transaction.lockChat(aliceAndBob);
    await cutTransaction();
    await transaction.save(aliceAndBob, empty);
    return { keep: true, value: undefined };
  });
  await expect(lost).rejects.toMatchObject({ name: 'StorageFault', kind: 'down' });
  expect(await storage.heads([aliceAndBob])).toMatchObject([{ head: 1 }]);
});

test('a connection lost by what is rolled back anyway harms nothing', async () => {
  const lost = storage.transaction(async (transaction) => {
    await transaction.lockChat(aliceAndBob);
    await cutTransaction();
    return { keep: false, value: 'looked' };
  });
  expect(await lost).toBe('looked');
  expect(await storage.heads([aliceAndBob])).toMatchObject([{ head: 1 }]);
});

test('a broken assumption is no fault of the store', async () => {
  const twice = storage.transaction(async (transaction) => {
    await transaction.lockChat(aliceAndBob);
    await transaction.save(aliceAndBob, opening);
    return { keep: true, value: undefined };
  });
  await expect(twice).rejects.toMatchObject({ code: '23505' });
});
