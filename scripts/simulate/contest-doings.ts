/**
 * What several do to one group, or to one another, at the same moment. Invariant: each does it through
 * the face of his own replica, by what his own device knows.
 */
import type { ChatId, UserId } from '@jibber/schema/ids';
import { type Doing, newText, openIn } from './doing.ts';
import { administer, administratorTabs, anybody, anyGroup, anyOther } from './group-doing.ts';
import type { DeviceTab } from './simulated-device.ts';
import { personOf } from './simulated-tab.ts';
import type { World } from './world.ts';

export const contestDoings: readonly Doing[] = [
  {
    name: 'be removed while one writes',
    weight: 5,
    async run(world, tab) {
      const group = await anyGroup(world, tab);
      const { userId: user } = tab.device.me;
      if (group === undefined) return false;
      const { chatId } = group.chat;
      const [remover] = world.random.shuffle(administratorTabs(world, chatId));
      if (remover === undefined || remover.device.me.userId === user) return false;
      const writing = writeSeveral(world, tab, chatId);
      await openIn(remover, chatId);
      const isRemoved = await administer(world, remover, chatId, { kind: 'members.remove', user });
      await writing;
      return isRemoved;
    },
  },
  {
    name: 'be removed while an entry waits',
    weight: 3,
    async run(world, tab) {
      const group = await anyGroup(world, tab);
      const { userId: user } = tab.device.me;
      if (group === undefined) return false;
      const { chatId } = group.chat;
      const [remover] = world.random.shuffle(administratorTabs(world, chatId));
      if (remover === undefined || remover.device.me.userId === user) return false;
      world.holdLock(chatId, world.random.between(500, 1500));
      await writeSeveral(world, tab, chatId);
      await openIn(remover, chatId);
      return administer(world, remover, chatId, { kind: 'members.remove', user });
    },
  },
  {
    name: 'be removed and added again',
    weight: 4,
    async run(world, tab) {
      const group = await anyGroup(world, tab);
      const user = group && anyOther(world, tab, group);
      if (group === undefined || user === undefined) return false;
      const { chatId } = group.chat;
      if (world.random.chance(0.5)) void writeOn(world, user, chatId);
      if (!(await administer(world, tab, chatId, { kind: 'members.remove', user }))) return false;
      if (world.random.chance(0.5)) await pause(tab, world.random.between(100, 5000));
      if (world.random.chance(0.5)) {
        const sent = await tab.replica.send(chatId, newText(world));
        if (sent.ok) world.saved(tab, chatId, sent.value);
      }
      await administer(world, tab, chatId, { kind: 'members.add', users: [user] });
      return true;
    },
  },
  {
    name: 'keep the past from a newcomer',
    weight: 8,
    async run(world, tab) {
      const group = await anyGroup(world, tab);
      if (group?.view.may('moderate') !== true) return false;
      const { chatId } = group.chat;
      const settings = { history: 'none' } as const;
      await administer(world, tab, chatId, { kind: 'group.settings', settings });
      await writeSeveral(world, tab, chatId);
      const users = [world.random.chance(0.7) ? world.outsider : anybody(world)];
      return administer(world, tab, chatId, { kind: 'members.add', users });
    },
  },
  {
    name: 'administer one group from several devices at once',
    weight: 6,
    async run(world, tab) {
      const group = await anyGroup(world, tab);
      if (group === undefined) return false;
      const { chatId } = group.chat;
      const tabs = world.random.shuffle(administratorTabs(world, chatId)).slice(0, 4);
      if (tabs.length < 2) return false;
      const done = await Promise.all(tabs.map((each) => contest(world, each, tabs, chatId)));
      return done.some((isDone) => isDone);
    },
  },
  {
    name: 'administer a group without a network',
    weight: 3,
    async run(world, tab) {
      const group = await anyGroup(world, tab);
      if (group === undefined || group.view.myRole === 'member') return false;
      world.network.goOffline(tab.device.name, world.random.between(2000, 40_000));
      const { chatId } = group.chat;
      for (let left = world.random.between(2, 6); left > 0; left -= 1) {
        await contest(world, tab, [tab], chatId);
        await pause(tab, world.random.below(500));
      }
      return true;
    },
  },
  {
    name: 'block somebody',
    weight: 3,
    async run(world, tab) {
      const user = world.random.pick(world.people);
      if (user === tab.device.me.userId) return false;
      return (await tab.replica.block(personOf(user))).ok;
    },
  },
  {
    name: 'unblock somebody',
    weight: 3,
    async run(world, tab) {
      const [person] = world.random.shuffle([...(tab.replica.account()?.blocks ?? [])]);
      if (person === undefined) return false;
      const { userId: user } = person;
      return (await tab.replica.changeAccount({ kind: 'person.unblock', user })).ok;
    },
  },
];

/** One of the things over which administrators get into each other's way. */
async function contest(
  world: World,
  tab: DeviceTab,
  others: readonly DeviceTab[],
  chatId: ChatId,
): Promise<boolean> {
  const { random } = world;
  const view = (await openIn(tab, chatId)).group();
  if (view === undefined) return false;
  const rival = random.pick(others).device.me.userId;
  const member = random.pick([...view.members.map(({ userId }) => userId), rival]);
  const user = member === tab.device.me.userId ? anybody(world) : member;
  return administer(
    world,
    tab,
    chatId,
    random.pick([
      { kind: 'member.role', user: rival, role: 'member' },
      { kind: 'member.role', user, role: 'administrator' },
      { kind: 'members.remove', user: rival },
      { kind: 'members.remove', user },
      { kind: 'members.add', users: [user] },
      { kind: 'group.rename', title: newText(world) },
      { kind: 'group.settings', settings: { write: 'administrators' } },
      { kind: 'group.settings', settings: { write: 'members' } },
    ] as const),
  );
}

/** Whatever device of somebody is there goes on writing into a group that he may be put out of. */
async function writeOn(world: World, userId: UserId, chatId: ChatId): Promise<void> {
  const [tab] = world.devices
    .filter(({ me, isSignedOut }) => me.userId === userId && !isSignedOut)
    .flatMap(({ tabs }) => [...tabs]);
  if (tab !== undefined) await writeSeveral(world, tab, chatId);
}

/** A few messages, and an edit of the first. */
async function writeSeveral(world: World, tab: DeviceTab, chatId: ChatId): Promise<void> {
  const { random } = world;
  for (let left = random.between(1, 4); left > 0; left -= 1) {
    const saved = await tab.replica.send(chatId, newText(world));
    if (!saved.ok) return;
    world.saved(tab, chatId, saved.value);
    if (random.chance(0.3)) {
      const edited = await tab.replica.edit(chatId, saved.value, newText(world));
      if (edited.ok) world.saved(tab, chatId, edited.value, saved.value);
    }
    await pause(tab, random.below(200));
  }
}

function pause({ actor }: DeviceTab, ms: number): Promise<void> {
  return new Promise((resolve) => {
    actor.after(ms, resolve);
  });
}
