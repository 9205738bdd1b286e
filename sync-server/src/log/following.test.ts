import type { ChatId, UserId } from '@jibber/schema/ids';
import { alice, aliceAndBob, bob } from '@jibber/schema/testkit/people';
import { expect, test } from 'vitest';
import type { Relay } from '../relay/relay.ts';
import { Following } from './following.ts';

const head = { chatId: aliceAndBob, head: 3, lastNumber: 2, segment: 0 };

/** A relay over a broker whose followings are established by hand. */
function start() {
  const events: string[] = [];
  const waiting: (() => void)[] = [];
  const present = new Set<ChatId | UserId>();
  const relay: Relay = {
    hearsAll: false,
    isConnected: () => true,
    listen: () => undefined,
    publish: () => undefined,
    follow(chatIds, userIds) {
      events.push(`follow ${chatIds.length} ${userIds.length}`);
      return new Promise((resolve) => {
        waiting.push(resolve);
      });
    },
    unfollow: (chatIds, userIds) =>
      void events.push(`unfollow ${chatIds.length} ${userIds.length}`),
    close: () => Promise.resolve(),
  };
  const following = new Following({
    relay,
    storage: { heads: async () => [head] },
    isPresent: (id) => present.has(id),
  });
  return { following, events, present, establish: () => waiting.shift()?.() };
}

test('a chat is followed once, and its head is read when that is established', async () => {
  const { following, events, establish, present } = start();
  const first = following.begin([aliceAndBob], [alice]);
  establish();
  const followed = await first;
  expect(followed.heads).toEqual([head]);
  present.add(aliceAndBob).add(alice).add(bob);
  followed.release();
  const second = following.begin([aliceAndBob], [bob]);
  establish();
  expect((await second).heads).toEqual([]);
  expect(events).toEqual(['follow 1 1', 'follow 0 1']);
});

test('two who come at once both wait for it, and one that goes takes nothing from the other', async () => {
  const { following, events, establish, present } = start();
  const first = following.begin([aliceAndBob], [alice]);
  const second = following.begin([aliceAndBob], [bob]);
  establish();
  const alices = await first;
  alices.release();
  expect(events).toEqual(['follow 1 1', 'follow 1 1', 'unfollow 0 1']);
  establish();
  const bobs = await second;
  expect(bobs.heads).toEqual([head]);
  present.add(aliceAndBob).add(bob);
  bobs.release();
  following.end([aliceAndBob], []);
  expect(events).toHaveLength(3);
  present.clear();
  following.end([aliceAndBob], [bob]);
  expect(events.at(-1)).toBe('unfollow 1 1');
});
