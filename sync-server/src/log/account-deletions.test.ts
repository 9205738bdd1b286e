import type { Database } from '@jibber/schema/database/tables';
import { alice, aliceAndBob, bob, someGroup, someHistory } from '@jibber/schema/testkit/people';
import { createVirtualTime } from '@jibber/schema/testkit/virtual-time';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRelayHub } from '../relay/process-relay.ts';
import type { OpenDatabase } from '../storage/database-port.ts';
import { createMemoryDatabase, type InjectedFault } from '../storage/memory-storage.ts';
import { startMemoryStorage } from '../testkit/memory-under-test.ts';
import { silentLog } from '../testkit/pipeline.ts';
import { startSqlStorage } from '../testkit/sql-storage.ts';
import { openMigrated } from '../testkit/test-accounts.ts';
import { identityOf } from '../testkit/test-device.ts';
import { entryOf, message } from '../testkit/writer.ts';
import { describeAccountDeletions, startJob } from './account-deletions-contract.ts';
import { createSync } from './node.ts';

let database: OpenDatabase<Database>;

beforeAll(async () => {
  database = await openMigrated();
});

afterAll(() => database.close());

describeAccountDeletions('memory', async () => startMemoryStorage());
describeAccountDeletions('the embedded store', () => startSqlStorage(database));

const quiet = { writeRate: { perSecond: 1e6, burst: 1e6 }, eraseEveryMs: 1e9, foldEveryMs: 1e9 };

/** A story of Alice's until she deletes her account, of so many messages. */
const messages = 70;

/** What her chats come to when the job's node meets a fault at its nth call, and another node goes on. */
async function endWith(fault: InjectedFault | undefined, nth: number) {
  const time = createVirtualTime();
  const memory = createMemoryDatabase({
    historyId: someHistory,
    scheduler: time.actor('database'),
  });
  let calls = 0;
  const connect = (name: string, meet: () => InjectedFault | undefined) => {
    const scheduler = time.actor(name);
    return { scheduler, storage: memory.connect({ scheduler, latencyMs: () => 1, fault: meet }) };
  };
  const writing = connect('writing', () => undefined);
  const hub = createRelayHub({ scheduler: time.actor('relay') });
  const sync = createSync({ ...writing, relay: hub.join(), log: silentLog, settings: quiet });
  for (const user of [alice, bob]) {
    memory.tables.addAccount(user);
    memory.tables.addSession(identityOf(user).sessionId, user);
  }
  const title = 'Us';
  const texts = Array.from({ length: messages }, (_, index) => message(`number ${index}`));
  void sync.submit(identityOf(alice), [
    entryOf(aliceAndBob, { kind: 'chat.open', with: bob }),
    ...texts.map((text) => entryOf(aliceAndBob, text)),
  ]);
  await time.runFor(100);
  void sync.submit(identityOf(alice), [
    entryOf(someGroup, { kind: 'group.create', title, users: [bob], writtenAt: 1 }),
    entryOf(someGroup, message('in the group')),
  ]);
  await time.runFor(100);
  void memory.deleteAccount(alice, 'erase');
  await time.runFor(100);

  const failing = connect('failing', () => {
    calls += 1;
    return calls === nth ? fault : undefined;
  });
  const surviving = connect('surviving', () => undefined);
  const job = startJob(failing.storage, failing.scheduler);
  void job.run();
  await time.runFor(5000);
  // Another round of the same node, if it lives, and then one of another.
  void job.run();
  await time.runFor(5000);
  void startJob(surviving.storage, surviving.scheduler).run();
  await time.runFor(5000);
  const { chats, deletions } = memory.tables;
  const direct = chats.get(aliceAndBob);
  const group = chats.get(someGroup);
  return {
    calls,
    outcome: {
      isDone: deletions.get(alice)?.isDone,
      heads: [direct?.head, group?.head],
      // Each thing is done once, and there is one row for it.
      entries: [direct?.entries.size, group?.entries.size],
      owner: group?.members.get(bob)?.role,
      hasLeft: group?.members.get(alice)?.leftPosition !== undefined,
    },
  };
}

test.each(['busy', 'down', 'lost-before', 'lost-after', 'crash-before', 'crash-after'] as const)(
  'a node that meets “%s” at any step of the job: it is finished all the same, each thing once',
  async (fault) => {
    const sound = await endWith(undefined, 0);
    expect(sound.outcome).toEqual({
      isDone: true,
      heads: [
        { head: 1 + 2 * messages, lastNumber: messages, segment: 0 },
        { head: 4, lastNumber: 3, segment: 0 },
      ],
      entries: [1 + 2 * messages, 4],
      owner: 'owner',
      hasLeft: true,
    });
    expect(sound.calls).toBeGreaterThan(20);
    for (let nth = 1; nth <= sound.calls; nth += 1) {
      expect((await endWith(fault, nth)).outcome, `at call ${nth}`).toEqual(sound.outcome);
    }
  },
);
