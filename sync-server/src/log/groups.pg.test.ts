import { migrations } from '@jibber/schema/database/migrations';
import type { Database } from '@jibber/schema/database/tables';
import { afterAll, beforeAll } from 'vitest';
import { cloneTestDatabase, type TestDatabase } from '../../../scripts/services/test-database.ts';
import { openDatabase } from '../storage/database.ts';
import type { OpenDatabase } from '../storage/database-port.ts';
import { migrate } from '../storage/migrate.ts';
import { startSqlStorage } from '../testkit/sql-storage.ts';
import { describeGroups } from './groups-contract.ts';

let testDatabase: TestDatabase;
let database: OpenDatabase<Database>;

beforeAll(async () => {
  testDatabase = await cloneTestDatabase({ from: 'empty' });
  database = await openDatabase<Database>(testDatabase.url, { lockTimeoutMs: 2000 });
  await migrate(database.kysely, migrations, 0);
});

afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

describeGroups('Postgres', () => startSqlStorage(database));
