import type { Database } from '@jibber/schema/database/tables';
import { afterAll, beforeAll } from 'vitest';
import { startMemoryStorage } from '../testkit/memory-under-test.ts';
import { startSqlStorage } from '../testkit/sql-storage.ts';
import { openMigrated } from '../testkit/test-accounts.ts';
import { describeAccountStorage } from './account-log-storage-contract.ts';
import type { OpenDatabase } from './database-port.ts';

let database: OpenDatabase<Database>;

beforeAll(async () => {
  database = await openMigrated();
});

afterAll(() => database.close());

describeAccountStorage('memory', async () => startMemoryStorage());
describeAccountStorage('the embedded store', () => startSqlStorage(database));
