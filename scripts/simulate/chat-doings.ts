/** What people do in chats, through the face of the replica. Invariant: they do what the app lets them. */
import type { OpenedChat, TimelineMessage } from '@jibber/app/replica/replica';
import type { EntryId } from '@jibber/schema/ids';
import { anyChat, type Doing, newText, ownMessages } from './doing.ts';
import type { DeviceTab } from './simulated-device.ts';
import { personOf } from './simulated-tab.ts';
import type { World } from './world.ts';

export const chatDoings: readonly Doing[] = [
  {
    name: 'open a chat with somebody',
    weight: 6,
    async run(world, tab) {
      const person = world.random.pick(world.people);
      await tab.replica.openDirect(personOf(person));
      return true;
    },
  },
  {
    name: 'send',
    weight: 60,
    async run(world, tab) {
      const chat = await anyChat(world, tab);
      if (chat === undefined) return false;
      const saved = await tab.replica.send(chat.chatId, newText(world));
      if (saved.ok) world.saved(tab, chat.chatId, saved.value);
      else world.count(`not saved: ${saved.code}`);
      return saved.ok;
    },
  },
  {
    name: 'send many at once',
    weight: 3,
    async run(world, tab) {
      const chat = await anyChat(world, tab);
      if (chat === undefined) return false;
      for (let left = world.random.between(5, 30); left > 0; left -= 1) {
        const saved = await tab.replica.send(chat.chatId, newText(world));
        if (!saved.ok) return false;
        world.saved(tab, chat.chatId, saved.value);
      }
      return true;
    },
  },
  {
    name: 'write before and after the clock is put back',
    weight: 2,
    async run(world, tab) {
      const chat = await anyChat(world, tab);
      if (chat === undefined) return false;
      for (const jumpedMs of [-world.random.between(1000, 7_200_000), 0]) {
        const saved = await tab.replica.send(chat.chatId, newText(world));
        if (!saved.ok) return false;
        world.saved(tab, chat.chatId, saved.value);
        tab.device.jumpClock(jumpedMs);
      }
      return true;
    },
  },
  {
    name: 'send what nobody may',
    weight: 2,
    async run(world, tab) {
      const chat = await anyChat(world, tab);
      if (chat === undefined) return false;
      const saved = await tab.replica.send(chat.chatId, world.random.pick(['', ' ', '\u200b']));
      if (saved.ok) throw new Error('an empty message was saved');
      return true;
    },
  },
  {
    name: 'edit',
    weight: 12,
    async run(world, tab) {
      const chat = await anyChat(world, tab);
      const message = chat && ownMessage(world, tab, chat);
      if (chat === undefined || message === undefined) return false;
      const saved = await tab.replica.edit(chat.chatId, message.id, newText(world));
      if (saved.ok) world.saved(tab, chat.chatId, saved.value, message.id);
      return saved.ok;
    },
  },
  {
    name: 'delete',
    weight: 8,
    async run(world, tab) {
      const chat = await anyChat(world, tab);
      const message = chat && ownMessage(world, tab, chat);
      if (chat === undefined || message === undefined) return false;
      const saved = await tab.replica.delete(chat.chatId, message.id);
      if (!saved.ok) return false;
      world.saved(tab, chat.chatId, saved.value, message.id);
      if (!world.random.chance(0.3)) return true;
      // From here on it may be gone, also where the answer does not come any more.
      world.withdrawn.add(saved.value);
      if (await tab.replica.undoDelete(saved.value)) world.count('did: undo a deletion');
      else world.withdrawn.delete(saved.value);
      return true;
    },
  },
  {
    name: 'retry or discard',
    weight: 4,
    async run(world, tab) {
      const chat = await anyChat(world, tab);
      const refused = chat?.timeline().find(({ refusal }) => refusal !== undefined)?.refusal;
      if (refused === undefined) return false;
      // What was refused with it goes along, under another id or for good.
      for (const entryId of refusedEntries(tab)) world.withdrawn.add(entryId);
      if (world.random.chance(0.5)) await tab.replica.retry(refused.entryId);
      else await tab.replica.discard(refused.entryId);
      return true;
    },
  },
  {
    name: 'read',
    weight: 12,
    async run(world, tab) {
      const chat = await anyChat(world, tab);
      const last = chat?.timeline().findLast(({ pending }) => !pending);
      if (chat === undefined || last === undefined) return false;
      chat.markRead(last.number);
      return true;
    },
  },
  {
    name: 'scroll back',
    weight: 3,
    async run(world, tab) {
      const chat = await anyChat(world, tab);
      if (chat === undefined || !chat.hasEarlier()) return false;
      return (await chat.loadEarlier()).ok;
    },
  },
  {
    name: 'type',
    weight: 4,
    async run(world, tab) {
      const chat = await anyChat(world, tab);
      if (chat !== undefined) tab.replica.typing(chat.chatId);
      return chat !== undefined;
    },
  },
];

function refusedEntries({ device }: DeviceTab): EntryId[] {
  const outbox = device.disk.peek(device.databaseName, 'outbox');
  return outbox.flatMap(({ entryId, refused }) => (refused === undefined ? [] : [entryId]));
}

function ownMessage(world: World, tab: DeviceTab, chat: OpenedChat): TimelineMessage | undefined {
  const own = ownMessages(tab, chat);
  return own.length === 0 ? undefined : world.random.pick(own);
}
