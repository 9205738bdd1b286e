import { migrations } from '@jibber/schema/database/migrations';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openInMemory } from '../testkit/embedded-template.ts';
import type { OpenDatabase } from './database-port.ts';
import { migrate } from './migrate.ts';
import { dumpSchema } from './schema-dump.ts';

let database: OpenDatabase<unknown>;

beforeAll(async () => {
  database = await openInMemory();
  await migrate(database.kysely, migrations, 0);
});

afterAll(() => database.close());

/** After a migration: `npx vitest run sync-server/src/storage/schema-dump.test.ts -u`. */
test('the checked-in schema is what the migrations make', async () => {
  const dump = await dumpSchema(database.kysely);
  await expect(dump).toMatchFileSnapshot('../../../schema/src/database/schema.sql');
});

test('a schema with something the dump has no words for is refused', async () => {
  await sql`create view seen as select 1 as one`.execute(database.kysely);
  await expect(dumpSchema(database.kysely)).rejects.toThrow('relation seen');
  await sql`drop view seen`.execute(database.kysely);
});
