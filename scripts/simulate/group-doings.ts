/** Groups are made, changed, moderated and deleted. Invariant: as on a screen, by what one's device knows. */
import { type Doing, newText } from './doing.ts';
import { administer, anybody, anyGroup } from './group-doing.ts';
import type { DeviceTab } from './simulated-device.ts';
import type { World } from './world.ts';

export const groupDoings: readonly Doing[] = [
  { name: 'make a group', weight: 3, run: makeGroup },
  {
    name: 'make a group without a network',
    weight: 1,
    async run(world, tab) {
      world.network.goOffline(tab.device.name, world.random.between(500, 15_000));
      return makeGroup(world, tab);
    },
  },
  {
    name: 'rename a group',
    weight: 4,
    async run(world, tab) {
      const group = await anyGroup(world, tab);
      if (group === undefined) return false;
      return administer(world, tab, group.chat.chatId, {
        kind: 'group.rename',
        title: newText(world),
      });
    },
  },
  {
    name: 'describe a group',
    weight: 2,
    async run(world, tab) {
      const group = await anyGroup(world, tab);
      if (group === undefined) return false;
      return administer(world, tab, group.chat.chatId, {
        kind: 'group.describe',
        about: newText(world),
      });
    },
  },
  {
    name: 'change the settings of a group',
    weight: 4,
    async run(world, tab) {
      const group = await anyGroup(world, tab);
      if (group === undefined) return false;
      const who = () => world.random.pick(['members', 'members', 'administrators'] as const);
      return administer(world, tab, group.chat.chatId, {
        kind: 'group.settings',
        settings: world.random.pick([
          { write: who() },
          { add: who() },
          { change: who() },
          { history: world.random.pick(['all', 'none'] as const) },
          { history: 'none' },
        ]),
      });
    },
  },
  {
    name: 'remove a message of somebody else',
    weight: 3,
    async run(world, tab) {
      const group = await anyGroup(world, tab);
      const [message] = world.random.shuffle(
        group?.chat.timeline().filter(({ author, kind, pending }) => {
          return author !== tab.device.me.userId && kind === 'message' && !pending;
        }) ?? [],
      );
      if (group === undefined || message === undefined) return false;
      const { chatId } = group.chat;
      const saved = await tab.replica.delete(chatId, message.id);
      if (saved.ok) world.saved(tab, chatId, saved.value, message.id);
      return saved.ok;
    },
  },
  {
    name: 'report a message',
    weight: 2,
    async run(world, tab) {
      const group = await anyGroup(world, tab);
      const [message] = world.random.shuffle(
        group?.chat.timeline().filter(({ author, kind, pending }) => {
          return author !== tab.device.me.userId && kind === 'message' && !pending;
        }) ?? [],
      );
      if (group === undefined || message === undefined) return false;
      return administer(world, tab, group.chat.chatId, {
        kind: 'message.report',
        message: message.id,
        reason: 'not kind',
      });
    },
  },
  {
    name: 'delete a group',
    weight: 1,
    async run(world, tab) {
      const group = await anyGroup(world, tab);
      if (group === undefined || group.view.myRole !== 'owner') return false;
      return administer(world, tab, group.chat.chatId, { kind: 'group.delete' });
    },
  },
  {
    name: 'put a chat that has ended away',
    weight: 2,
    async run(world, tab) {
      const rows = (await tab.replica.chats()).filter(({ ended }) => ended !== undefined);
      if (rows.length === 0 || !tab.isAlive) return false;
      const { chatId } = world.random.pick(rows);
      const { disk, databaseName } = tab.device;
      for (const entry of disk.peek(databaseName, 'outbox')) {
        if (entry.chatId === chatId) world.withdrawn.add(entry.entryId);
      }
      await tab.replica.leaveDevice(chatId);
      return true;
    },
  },
];

async function makeGroup(world: World, tab: DeviceTab): Promise<boolean> {
  const users = world.random
    .shuffle([...world.people, world.outsider])
    .filter((userId) => userId !== tab.device.me.userId)
    .slice(0, world.random.between(0, 3));
  const made = await tab.replica.createGroup({ title: newText(world), about: '', users });
  if (!made.ok) return false;
  if (world.random.chance(0.7)) {
    const sent = await tab.replica.send(made.value, newText(world));
    if (sent.ok) world.saved(tab, made.value, sent.value);
  }
  if (world.random.chance(0.3)) {
    const user = anybody(world);
    await administer(world, tab, made.value, { kind: 'members.add', users: [user] });
  }
  return true;
}
