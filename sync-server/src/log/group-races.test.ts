import type { Database } from '@jibber/schema/database/tables';
import { afterAll, beforeAll } from 'vitest';
import type { OpenDatabase } from '../storage/database-port.ts';
import { startMemoryStorage } from '../testkit/memory-under-test.ts';
import { startSqlStorage } from '../testkit/sql-storage.ts';
import { openMigrated } from '../testkit/test-accounts.ts';
import { describeGroupRaces } from './group-races-contract.ts';

let database: OpenDatabase<Database>;

beforeAll(async () => {
  database = await openMigrated();
});

afterAll(() => database.close());

describeGroupRaces('memory', async () => startMemoryStorage());
describeGroupRaces('the embedded store', () => startSqlStorage(database));
