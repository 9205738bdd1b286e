import type { ChatId } from '@jibber/schema/ids';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AdministrationIntent } from './group-view.ts';
import { isWaiting } from './outbox-entry.ts';
import type { Browser, ReplicaTab } from './testkit/browser.ts';
import { GroupWorld, inWords, membersIn } from './testkit/group-world.ts';
import { alice, bob, mallory } from './testkit/world.ts';

type Step =
  | { readonly does: 'say' | 'lose' | 'find'; readonly who: number }
  | { readonly does: 'wish'; readonly who: number; readonly intent: AdministrationIntent }
  | { readonly does: 'wait' };

const people = [alice, bob, mallory].map(({ userId }) => userId);
const user = fc.constantFrom(...people);
const who = fc.constantFrom<'members' | 'administrators'>('members', 'administrators');

const intent: fc.Arbitrary<AdministrationIntent> = fc.oneof(
  fc.record({ kind: fc.constant('group.rename' as const), title: fc.constantFrom('A', 'B', 'C') }),
  fc.record({
    kind: fc.constant('group.settings' as const),
    settings: fc.record({ write: who, add: who, history: fc.constantFrom('all', 'none') }),
  }),
  fc.record({ kind: fc.constant('members.add' as const), users: fc.constant([...people]) }),
  fc.record({ kind: fc.constant('members.remove' as const), user }),
  fc.record({
    kind: fc.constant('member.role' as const),
    user,
    role: fc.constantFrom('owner', 'administrator', 'member'),
  }),
  fc.record({ kind: fc.constant('member.leave' as const) }),
);

const actor = fc.nat(2);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ does: fc.constant('say' as const), who: actor }) },
  { weight: 6, arbitrary: fc.record({ does: fc.constant('wish' as const), who: actor, intent }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('lose' as const), who: actor }) },
  fc.record({ does: fc.constant('find' as const), who: actor }),
  fc.record({ does: fc.constant('wait' as const) }),
);

async function doStep(world: GroupWorld, group: ChatId, devices: readonly Device[], each: Step) {
  if (each.does === 'wait') return world.advance(1500);
  const { tab, browser } = devices[each.who] ?? fail();
  if (each.does === 'lose') browser.disconnect();
  else if (each.does === 'find') browser.reconnect();
  else if (each.does === 'wish') {
    await world.within(tab.replica.administer(group, each.intent));
  } else await world.within(tab.replica.send(group, 'text'));
  return world.advance(20);
}

type Device = { readonly tab: ReplicaTab; readonly browser: Browser };

function fail(): never {
  throw new Error('there is no such device');
}

test('whatever three people do to a group, with a network or without, all see the same of it', async () => {
  const outcomes = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 24 }), async (steps) => {
      const world = new GroupWorld();
      world.node.segmentMessages = 3;
      const { hers, his, theirs, group } = await world.gather();
      const promoted = { kind: 'member.role', user: bob.userId, role: 'administrator' } as const;
      await world.wish(hers, group, promoted);
      await world.advance(500);
      const devices: readonly Device[] = [
        { tab: hers, browser: world.alice },
        { tab: his, browser: world.bob },
        { tab: theirs, browser: world.mallory },
      ];
      for (const each of steps) await doStep(world, group, devices, each);
      for (const { browser } of devices) browser.reconnect();
      await world.advance(120_000);
      const present = world.node.chats.get(group)?.members ?? new Set();
      const stories = new Set<string>();
      const told = new Map<number, string>();
      for (const { tab, browser } of devices) {
        const entries = browser.disk.peek('account', 'outbox');
        expect(entries.filter((entry) => isWaiting(entry) || entry.accepted)).toEqual([]);
        const { userId } = browser.me;
        const row = await world.row(tab, group);
        expect(row?.ended === undefined).toBe(present.has(userId));
        if (row?.ended !== undefined) outcomes.add(row.ended);
        for (const entry of entries) outcomes.add(entry.refused ?? '');
        for (const message of await world.look(tab, group, (opened) => opened.timeline())) {
          if (message.pending) continue;
          const words = `${message.id} ${inWords({ ...message, refusal: undefined })}`;
          expect(told.get(message.number) ?? words).toBe(words);
          told.set(message.number, words);
        }
        if (!present.has(userId)) continue;
        const view = await world.view(tab, group);
        expect(view.members.filter(({ role }) => role === 'owner')).toHaveLength(1);
        stories.add(JSON.stringify([view.title, view.settings, membersIn(view), row?.title]));
        const record = browser.disk
          .peek('account', 'members')
          .find((each) => each.chatId === group);
        expect(new Set(record?.present.map(([each]) => each))).toEqual(present);
      }
      expect(stories.size).toBeLessThanOrEqual(1);
    }),
    { numRuns: 60 },
  );
  // The generator reached both ways out, and refusals.
  const ways = ['chat-left', 'chat-removed'];
  expect([...outcomes]).toEqual(expect.arrayContaining(ways));
  expect(outcomes.size).toBeGreaterThan(ways.length);
});
