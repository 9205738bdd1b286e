/** What several do at the same moment. Invariant: each does it through the face of his own replica. */
import type { ChatId, EntryId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import { anyChat, type Doing, newText, ownMessages } from './doing.ts';
import type { DeviceTab } from './simulated-device.ts';
import type { World } from './world.ts';

export const jointDoings: readonly Doing[] = [
  {
    name: 'write at the same moment as somebody else, and edit it',
    weight: 5,
    async run(world, tab) {
      const chat = await anyChat(world, tab);
      const peer = chat && anyPeer(world, tab, chat.chatId);
      if (chat === undefined || peer === undefined) return false;
      await Promise.all([tab, peer].map((each) => writeAndEdit(world, each, chat.chatId)));
      return true;
    },
  },
  {
    name: 'edit one message on two devices',
    weight: 3,
    async run(world, tab) {
      const chat = await anyChat(world, tab);
      const twins = world.devices
        .filter(({ me, name }) => me.userId === tab.device.me.userId && name !== tab.device.name)
        .flatMap(({ tabs }) => [...tabs]);
      const [message] = chat === undefined ? [] : world.random.shuffle(ownMessages(tab, chat));
      if (chat === undefined || message === undefined || twins.length === 0) return false;
      const both = [tab, world.random.pick(twins)];
      await Promise.all(both.map((each) => editAgain(world, each, chat.chatId, message.id)));
      return true;
    },
  },
];

/** A tab of somebody else in this chat. */
function anyPeer(world: World, tab: DeviceTab, chatId: ChatId): DeviceTab | undefined {
  const peers = world.devices
    .filter(({ me }) => me.userId !== tab.device.me.userId && world.isMember(chatId, me.userId))
    .flatMap(({ tabs }) => [...tabs]);
  return peers.length === 0 ? undefined : world.random.pick(peers);
}

/** A few messages one after the other, then an edit of each. */
async function writeAndEdit(world: World, tab: DeviceTab, chatId: ChatId): Promise<void> {
  const { random } = world;
  const written: EntryId[] = [];
  for (let left = random.between(2, 5); left > 0; left -= 1) {
    const saved = await tab.replica.send(chatId, newText(world));
    if (!saved.ok) return;
    world.saved(tab, chatId, saved.value);
    written.push(saved.value);
    await pause(tab, random.below(300));
  }
  if (random.chance(0.5)) {
    // On the way somewhere else: the edits go through whatever node he meets then.
    world.network.disconnect(tab.device.me.userId);
    await pause(tab, random.between(1000, 3000));
  }
  for (const message of written) {
    const saved = await tab.replica.edit(chatId, message, newText(world));
    if (saved.ok) world.saved(tab, chatId, saved.value, message);
    await pause(tab, random.below(300));
  }
}

/** Edits a message as often as one may; the other device does not know of it yet. */
async function editAgain(
  world: World,
  tab: DeviceTab,
  chatId: ChatId,
  message: EntryId,
): Promise<void> {
  for (let left = limits.editsPerMessage; left > 0; left -= 1) {
    const saved = await tab.replica.edit(chatId, message, newText(world));
    if (!saved.ok) return;
    world.saved(tab, chatId, saved.value, message);
  }
}

function pause({ actor }: DeviceTab, ms: number): Promise<void> {
  return new Promise((resolve) => actor.after(ms, resolve));
}
