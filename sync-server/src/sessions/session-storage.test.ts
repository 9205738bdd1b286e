import { migrations } from '@jibber/schema/database/migrations';
import type { Database } from '@jibber/schema/database/tables';
import { afterAll, beforeAll } from 'vitest';
import { openDatabase } from '../storage/database.ts';
import type { OpenDatabase } from '../storage/database-port.ts';
import { migrate } from '../storage/migrate.ts';
import { testSessionStorage } from './session-storage-contract.ts';

let database: OpenDatabase<Database>;

beforeAll(async () => {
  database = await openDatabase('pglite:memory:');
  await migrate(database.kysely, migrations, 0);
});

afterAll(() => database.close());

testSessionStorage(() => database);
