import { readFile } from 'node:fs/promises';
import { migrations } from '@jibber/schema/database/migrations';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneTestDatabase, type TestDatabase } from '../../../scripts/services/test-database.ts';
import { openDatabase } from './database.ts';
import { migrate } from './migrate.ts';
import { describeMigrations } from './migrate-contract.ts';
import { dumpSchema } from './schema-dump.ts';

let testDatabase: TestDatabase;

beforeAll(async () => {
  testDatabase = await cloneTestDatabase({ from: 'empty' });
});

afterAll(() => testDatabase.drop());

describeMigrations('Postgres', () => openDatabase(testDatabase.url));

test('the checked-in schema is the same on Postgres as on the embedded store', async () => {
  const empty = await cloneTestDatabase({ from: 'empty' });
  const database = await openDatabase(empty.url);
  await migrate(database.kysely, migrations, 0);
  const dump = await dumpSchema(database.kysely);
  await database.close();
  await empty.drop();
  const file = new URL('../../../schema/src/database/schema.sql', import.meta.url);
  expect(dump).toBe(await readFile(file, 'utf8'));
});
