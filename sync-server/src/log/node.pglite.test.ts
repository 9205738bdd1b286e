import type { Database } from '@jibber/schema/database/tables';
import { alice, aliceAndBob, bob, nthEntryId, someHistory } from '@jibber/schema/testkit/people';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createRelayHub } from '../relay/process-relay.ts';
import type { OpenDatabase } from '../storage/database-port.ts';
import { openSqlStorage } from '../storage/sql-storage.ts';
import { systemScheduler } from '../system-scheduler.ts';
import { insertAccount, insertSession } from '../testkit/seeded-accounts.ts';
import { openMigrated } from '../testkit/test-accounts.ts';
import { identityOf, TestDevice } from '../testkit/test-device.ts';
import { createSync } from './node.ts';
import type { Sync } from './sync.ts';

let database: OpenDatabase<Database>;
let sync: Sync;

beforeAll(async () => {
  database = await openMigrated();
  for (const user of [alice, bob]) {
    await insertAccount(database.kysely, user);
    await insertSession(database.kysely, identityOf(user));
  }
  const log = { info: () => undefined, warn: console.error, error: console.error };
  sync = createSync({
    storage: await openSqlStorage({ database, historyId: someHistory, now: 0 }),
    relay: createRelayHub({ scheduler: systemScheduler }).join(),
    scheduler: systemScheduler,
    log,
  });
});

afterAll(async () => {
  await sync.stop();
  await database.close();
});

test('Alice opens a chat and writes; Bob, connected all the while, gets both rows', async () => {
  const phone = new TestDevice(sync, identityOf(alice));
  const bobs = new TestDevice(sync, identityOf(bob));
  phone.hello();
  bobs.hello();
  await vi.waitFor(() => expect(bobs.framesOf('chats').at(-1)?.last).toBe(true));
  phone.intend(aliceAndBob, nthEntryId(1), { kind: 'chat.open', with: bob });
  phone.intend(
    aliceAndBob,
    nthEntryId(2),
    { kind: 'message.send', text: 'Hello Bob', writtenAt: 1 },
    nthEntryId(1),
  );
  await vi.waitFor(() => expect(phone.answers).toHaveLength(2));
  expect(phone.answers).toEqual([
    { outcome: 'accepted', entryId: nthEntryId(1), position: 1, number: 0 },
    { outcome: 'accepted', entryId: nthEntryId(2), position: 2, number: 1 },
  ]);
  await vi.waitFor(() => expect(bobs.rowsOf(aliceAndBob)).toHaveLength(2));
  expect(bobs.framesOf('chats').at(-1)?.heads).toMatchObject([{ chatId: aliceAndBob, head: 1 }]);
  expect(bobs.rowsOf(aliceAndBob)).toMatchObject([
    { from: 0, to: 1, rows: [{ parts: [{ document: 'chat' }] }] },
    { from: 1, to: 2, rows: [{ parts: [{ document: 0 }] }] },
  ]);
});
