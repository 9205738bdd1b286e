import type { Database } from '@jibber/schema/database/tables';
import { afterAll, beforeAll } from 'vitest';
import type { OpenDatabase } from '../storage/database-port.ts';
import { openMigrated } from '../testkit/test-accounts.ts';
import { testFiles } from './files-contract.ts';

let database: OpenDatabase<Database>;

beforeAll(async () => {
  database = await openMigrated();
});

afterAll(() => database.close());

testFiles(() => database);
