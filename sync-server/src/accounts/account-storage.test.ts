import type { Database } from '@jibber/schema/database/tables';
import { afterAll, beforeAll } from 'vitest';
import type { OpenDatabase } from '../storage/database-port.ts';
import { openMigrated } from '../testkit/test-accounts.ts';
import { testAccountStorage } from './account-storage-contract.ts';

let database: OpenDatabase<Database>;

beforeAll(async () => {
  database = await openMigrated();
});

afterAll(() => database.close());

testAccountStorage(() => database);
