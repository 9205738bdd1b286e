import { migrations } from '@jibber/schema/database/migrations';
import type { Database } from '@jibber/schema/database/tables';
import { afterAll, beforeAll } from 'vitest';
import { cloneTestDatabase, type TestDatabase } from '../../../scripts/services/test-database.ts';
import { startSqlStorage } from '../testkit/sql-storage.ts';
import { openDatabase } from './database.ts';
import type { OpenDatabase } from './database-port.ts';
import { migrate } from './migrate.ts';
import { describeStorage } from './storage-contract.ts';

let testDatabase: TestDatabase;
let database: OpenDatabase<Database>;

beforeAll(async () => {
  testDatabase = await cloneTestDatabase({ from: 'empty' });
  database = await openDatabase<Database>(testDatabase.url, { lockTimeoutMs: 200 });
  await migrate(database.kysely, migrations, 0);
});

afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

describeStorage('Postgres', () => startSqlStorage(database));
