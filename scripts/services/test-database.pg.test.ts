import { Client } from 'pg';
import { expect, test } from 'vitest';
import { cloneTestDatabase } from './test-database.ts';

async function connect(url: string): Promise<Client> {
  const client = new Client(url);
  await client.connect();
  return client;
}

test('a cloned database answers, and what is written into it is in no other', async () => {
  const alices = await cloneTestDatabase();
  const bobs = await cloneTestDatabase();
  const alice = await connect(alices.url);
  const bob = await connect(bobs.url);
  await alice.query('create table only_alices as select 1 as one');
  expect((await alice.query('select one from only_alices')).rows).toEqual([{ one: 1 }]);
  await expect(bob.query('select one from only_alices')).rejects.toThrow('does not exist');
  await alice.end();
  await bob.end();
  await alices.drop();
  await bobs.drop();
});

test.each([
  ['migrated', true],
  ['empty', false],
] as const)('whether a database that is %s has our tables: %s', async (from, hasTables) => {
  const database = await cloneTestDatabase({ from });
  const client = await connect(database.url);
  const tables = await client.query(
    "select 1 from information_schema.tables where table_schema = 'public'",
  );
  expect((tables.rowCount ?? 0) > 0).toBe(hasTables);
  await client.end();
  await database.drop();
});

test('a database with a connection left open cannot be dropped', { timeout: 20_000 }, async () => {
  const database = await cloneTestDatabase();
  const leaked = await connect(database.url);
  await expect(database.drop()).rejects.toThrow('is being accessed by other users');
  await leaked.end();
  await database.drop();
});
