import type { Database } from '@jibber/schema/database/tables';
import { afterAll, beforeAll } from 'vitest';
import { cloneTestDatabase, type TestDatabase } from '../../../scripts/services/test-database.ts';
import { openDatabase } from '../storage/database.ts';
import type { OpenDatabase } from '../storage/database-port.ts';
import { testFiles } from './files-contract.ts';

let clone: TestDatabase;
let database: OpenDatabase<Database>;

beforeAll(async () => {
  clone = await cloneTestDatabase();
  database = await openDatabase(clone.url);
});

afterAll(async () => {
  await database.close();
  await clone.drop();
});

testFiles(() => database);
