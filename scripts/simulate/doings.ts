/**
 * What people do, by chance, through the face of the replica. Invariant: every text is unlike any
 * other, so that one that should be gone can be looked for.
 */
import type { OpenedChat, TimelineMessage } from '@jibber/app/replica/replica';
import type { ChatId, EntryId } from '@jibber/schema/ids';

import type { DeviceTab } from './simulated-device.ts';
import { openTab, personOf } from './simulated-tab.ts';
import type { World } from './world.ts';

type Doing = {
  readonly name: string;
  readonly weight: number;
  run(world: World, tab: DeviceTab): Promise<boolean>;
};

/** Begins something on a device. It goes on by itself, and may be cut short by whatever happens. */
export function doSomething(world: World): void {
  const device = world.random.pick(world.devices.filter(({ isSignedOut }) => !isSignedOut));
  if (device.tabs.size === 0) {
    openTab(device);
    world.count('did: start the app');
    return;
  }
  const tab = world.random.pick([...device.tabs]);
  const total = doings.reduce((sum, { weight }) => sum + weight, 0);
  let drawn = world.random.below(total);
  for (const doing of doings) {
    drawn -= doing.weight;
    if (drawn >= 0) continue;
    doing.run(world, tab).then(
      (isDone) => {
        if (isDone) world.count(`did: ${doing.name}`);
      },
      (error: unknown) => {
        if (tab.isAlive) world.failures.push(error);
      },
    );
    return;
  }
}

const doings: readonly Doing[] = [
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
    weight: 40,
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
      if (!(await tab.replica.undoDelete(saved.value))) return true;
      world.withdrawn.add(saved.value);
      world.count('did: undo a deletion');
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
  {
    name: 'open another tab',
    weight: 3,
    async run(world, tab) {
      if (tab.device.tabs.size >= 3) return false;
      openTab(tab.device);
      world.count('did: have several tabs');
      return true;
    },
  },
  {
    name: 'close a tab',
    weight: 3,
    async run(_, tab) {
      await tab.replica.stop();
      tab.kill();
      return true;
    },
  },
  {
    name: 'sign a device out from elsewhere',
    weight: 1,
    async run(world, tab) {
      const others = world.devices.filter(
        ({ me, isSignedOut }) => me.userId === tab.device.me.userId && !isSignedOut,
      );
      const { device } = tab;
      if (others.length < 2 || device.isSignedOut) return false;
      await world.signOut(device);
      return true;
    },
  },
  {
    name: 'look away or back',
    weight: 6,
    async run(_, tab) {
      tab.show(!tab.isVisible);
      return true;
    },
  },
];

function newText(world: World): string {
  world.count('texts');
  return `canary-${(world.coverage.get('texts') ?? 0).toString(36).padStart(5, '0')}.`;
}

/** A chat of this tab, opened as on a screen. */
async function anyChat(world: World, tab: DeviceTab): Promise<OpenedChat | undefined> {
  const rows = await tab.replica.chats();
  if (rows.length === 0 || !tab.isAlive) return undefined;
  const { chatId } = world.random.pick(rows);
  return openIn(tab, chatId);
}

export async function openIn(tab: DeviceTab, chatId: ChatId): Promise<OpenedChat> {
  const known = tab.opened.get(chatId);
  if (known !== undefined) return known;
  const opened = await tab.replica.openChat(chatId);
  const meanwhile = tab.opened.get(chatId);
  if (meanwhile !== undefined) {
    opened.close();
    return meanwhile;
  }
  tab.opened.set(chatId, opened);
  return opened;
}

function refusedEntries({ device }: DeviceTab): EntryId[] {
  const outbox = device.disk.peek(device.databaseName, 'outbox');
  return outbox.flatMap(({ entryId, refused }) => (refused === undefined ? [] : [entryId]));
}

function ownMessage(world: World, tab: DeviceTab, chat: OpenedChat): TimelineMessage | undefined {
  const me = tab.device.me.userId;
  const own = chat
    .timeline()
    .filter(({ author, kind, refusal }) => author === me && kind === 'message' && !refusal);
  return own.length === 0 ? undefined : world.random.pick(own);
}
