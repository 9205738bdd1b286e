import type { Database } from '@jibber/schema/database/tables';
import { afterAll, beforeAll } from 'vitest';
import { startSqlStorage } from '../testkit/sql-storage.ts';
import { openMigrated } from '../testkit/test-accounts.ts';
import type { OpenDatabase } from './database-port.ts';
import { describeStorage } from './storage-contract.ts';

let database: OpenDatabase<Database>;

beforeAll(async () => {
  database = await openMigrated();
});

afterAll(() => database.close());

describeStorage('the embedded store', () => startSqlStorage(database));
