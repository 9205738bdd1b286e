import { alice, aliceAndBob, someHistory } from '@jibber/schema/testkit/people';
import { createVirtualTime } from '@jibber/schema/testkit/virtual-time';
import { expect, test } from 'vitest';
import { createMemoryDatabase } from './memory-storage.ts';

test.each([1, 6, 11, 16, 21, 26, 31])(
  'a node that crashes after %i ms of a transaction leaves no lock behind',
  async (crashMs) => {
    const time = createVirtualTime({ startMs: 0 });
    const database = createMemoryDatabase({
      historyId: someHistory,
      scheduler: time.actor('database'),
    });
    database.tables.addAccount(alice);
    database.tables.addSession('phone', alice);
    const connect = (name: string) => {
      const actor = time.actor(name);
      return { actor, storage: database.connect({ scheduler: actor, latencyMs: () => 5 }) };
    };
    const begin = ({ storage }: ReturnType<typeof connect>) =>
      storage.transaction(async (transaction) => {
        await transaction.insertChat(aliceAndBob, 0);
        await transaction.lockChat(aliceAndBob);
        await transaction.readStanding({
          chatId: aliceAndBob,
          sessionIds: ['phone'],
          userIds: [alice],
          entryIds: [],
          relations: [],
          invites: [],
          pictures: [],
          now: 0,
        });
        return { keep: true, value: 'done' };
      });
    const dying = connect('dying');
    void begin(dying);
    time.actor('fate').after(crashMs, () => {
      dying.actor.kill();
      dying.storage.crash();
    });
    await time.runFor(100);
    const done: string[] = [];
    void begin(connect('living')).then(() => done.push('the other node went on'));
    void database.endSession('phone').then(() => done.push('the session ended'));
    await time.runFor(1000);
    expect(done.sort()).toEqual(['the other node went on', 'the session ended']);
  },
);

test('a commit on its way when its node crashes has no effect: the lock went to somebody else', async () => {
  const time = createVirtualTime({ startMs: 0 });
  const database = createMemoryDatabase({
    historyId: someHistory,
    scheduler: time.actor('database'),
  });
  const actor = time.actor('dying');
  const dying = database.connect({ scheduler: actor, latencyMs: () => 5 });
  void dying.transaction(async (transaction) => {
    await transaction.insertChat(aliceAndBob, 0);
    return { keep: true, value: undefined };
  });
  // The insertion takes 10 ms, and the commit is on its way from then on.
  time.actor('fate').after(12, () => {
    actor.kill();
    dying.crash();
  });
  await time.runFor(100);
  expect(database.tables.chats.size).toBe(0);
});
