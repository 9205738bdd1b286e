import type { Database } from '@jibber/schema/database/tables';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneTestDatabase, type TestDatabase } from '../../../scripts/services/test-database.ts';
import { openDatabase } from '../storage/database.ts';
import type { OpenDatabase } from '../storage/database-port.ts';
import { makeKyselySessionStorage } from './kysely-session-storage.ts';
import { testSessionStorage } from './session-storage-contract.ts';

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

testSessionStorage(() => database);

test('ending a session waits for what is being accepted under it, and nothing is after it', async () => {
  const { kysely } = database;
  const storage = makeKyselySessionStorage(kysely);
  const owner = await kysely.selectFrom('accounts').select('id').executeTakeFirstOrThrow();
  const session = { device_name: 'phone', created_at: 1, expires_at: 9, user_id: owner.id };
  await kysely
    .insertInto('sessions')
    .values({ ...session, id: 'accepting' })
    .execute();
  const steps: string[] = [];
  let ending: Promise<unknown> = Promise.resolve();
  await kysely.transaction().execute(async (transaction) => {
    const lock = transaction.selectFrom('sessions').select('id').where('id', '=', 'accepting');
    expect(await lock.forShare().execute()).toHaveLength(1);
    ending = storage.end(['accepting'], 'sign-out', 5).then(() => steps.push('ended'));
    // Until another connection is seen to wait for this one.
    let waiting = 0;
    while (waiting === 0) {
      const { rows } = await sql<{ count: number }>`select count(*) as count from pg_stat_activity
        where pg_backend_pid() = any(pg_blocking_pids(pid))`.execute(transaction);
      waiting = rows[0]?.count ?? 0;
    }
    steps.push('accepted');
  });
  await ending;
  expect(steps).toEqual(['accepted', 'ended']);
  expect(await storage.read('accepting')).toBe('ended');
});
