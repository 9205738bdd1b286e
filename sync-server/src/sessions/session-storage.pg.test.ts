import { migrations } from '@jibber/schema/database/migrations';
import type { Database } from '@jibber/schema/database/tables';
import { afterAll, beforeAll } from 'vitest';
import { cloneTestDatabase, type TestDatabase } from '../../../scripts/services/test-database.ts';
import { openDatabase } from '../storage/database.ts';
import type { OpenDatabase } from '../storage/database-port.ts';
import { migrate } from '../storage/migrate.ts';
import { testSessionStorage } from './session-storage-contract.ts';

let clone: TestDatabase;
let database: OpenDatabase<Database>;

beforeAll(async () => {
  clone = await cloneTestDatabase({ from: 'empty' });
  database = await openDatabase(clone.url);
  await migrate(database.kysely, migrations, 0);
});

afterAll(async () => {
  await database.close();
  await clone.drop();
});

testSessionStorage(() => database);
