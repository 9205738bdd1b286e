import type { UserId } from '@jibber/schema/ids';
import { type Intent, stringifyIntent } from '@jibber/schema/intents/registry';
import type { Row, Rows } from '@jibber/schema/protocol/rows';
import { nthEntryId } from '@jibber/schema/testkit/people';
import { expect, test } from 'vitest';
import { ChatStore } from './chat-store.ts';
import { MemoryDisk } from './memory-database.ts';
import { TinyNode } from './testkit/tiny-node.ts';
import { VirtualScheduler } from './testkit/virtual-scheduler.ts';
import { alice, bob, chat, shownIn, World } from './testkit/world.ts';

const context = { greetedHead: () => undefined, greetedRevision: 0 };

function frameOf(rows: readonly Row[], from: number, to: number): Rows {
  const some = rows.filter(({ position }) => position > from && position <= to);
  return { type: 'rows', chatId: chat, from, to, incomplete: [], rows: some };
}

/** A disk, and stores over it as tabs have them. */
function makeDisk(scheduler: VirtualScheduler, me: UserId) {
  const disk = new MemoryDisk(scheduler);
  const openStore = () =>
    new ChatStore({
      database: disk.open('one'),
      me,
      scheduler,
      tabs: { post: () => undefined, listen: () => undefined, close: () => undefined },
      changed: () => undefined,
      gone: () => undefined,
      faulted: () => undefined,
    });
  return { disk, openStore };
}

test('a tab shows what another tab of the device fetched while its own rows had no bytes', async () => {
  const world = new World();
  const { hers, his } = await world.meet('m1');
  const other = await world.open(world.bob);
  const opened = [await world.openChat(his), await world.openChat(other)];
  world.bob.disconnect();
  await world.write(hers, 'm2');
  await world.write(hers, 'm3');
  await world.advance(3000);
  world.node.empty(chat, 4);
  world.bob.reconnect();
  await world.advance(10_000);
  expect(opened.map(shownIn)).toEqual([
    ['m1', 'm2', 'm3'],
    ['m1', 'm2', 'm3'],
  ]);
});

test('a tab that learns of new segments from its neighbour shows what is in all of them', async () => {
  const world = new World();
  world.node.segmentMessages = 3;
  const { hers } = await world.meet('m1', 'm2');
  const other = await world.open(world.bob);
  const opened = await world.openChat(other);
  other.isCutOff = true;
  other.cut(1006);
  world.bob.disconnect();
  for (const text of ['m3', 'm4', 'm5', 'm6', 'm7']) await world.write(hers, text);
  await world.advance(3000);
  world.bob.reconnect();
  await world.advance(3000);
  expect(shownIn(opened)).toEqual(['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7']);
});

test('rows that came without bytes are read from the disk, where another tab had them before', async () => {
  const world = new World();
  await world.meet('m1', 'm2', 'm3');
  const rows = world.node.chats.get(chat)?.rows ?? [];
  const { openStore } = makeDisk(new VirtualScheduler(), bob.userId);
  const [first, second] = [openStore(), openStore()];
  await second.store([frameOf(rows, 0, 2)], context);
  const opened = await second.open(chat);
  await first.store([frameOf(rows, 0, 4)], context);
  const withheld = rows.slice(2).map((row) => ({ ...row, parts: [] }));
  await second.store([{ ...frameOf(rows, 2, 4), incomplete: [0], rows: withheld }], context);
  expect(opened.timeline().map(({ text }) => text)).toEqual(['m1', 'm2', 'm3']);
});

test('while a new segment is being read, no message is drawn in the place of another', async () => {
  const scheduler = new VirtualScheduler();
  const node = new TinyNode(scheduler);
  node.segmentMessages = 4;
  for (const { userId } of [alice, bob]) node.people.add(userId);
  const say = (text: string): Intent => ({ kind: 'message.send', text, writtenAt: 1 });
  const intents: Intent[] = [
    { kind: 'chat.open', with: bob.userId },
    ...['m1', 'm2', 'm3', 'm4', 'm5'].map(say),
    { kind: 'message.edit', message: nthEntryId(4), text: 'm4 edited' },
  ];
  for (const [n, intent] of intents.entries()) {
    const sent = { entryId: nthEntryId(n), scope: chat, after: undefined };
    node.submit(alice.userId, [{ ...sent, intent: stringifyIntent(intent) }]);
  }
  const rows = node.chats.get(chat)?.rows ?? [];
  const { disk, openStore } = makeDisk(scheduler, alice.userId);
  const store = openStore();
  await store.store([frameOf(rows, 0, 4)], context);
  const opened = await store.open(chat);
  // The last message, the first of the next segment and the edit wait in the outbox.
  await store.change(chat, 'strict', false, async (work) => {
    for (const [n, intent] of intents.entries()) {
      if (n < 4) continue;
      work.putEntry({ chatId: chat, order: n, entryId: nthEntryId(n), intent, writtenAt: 1 });
    }
  });
  disk.commitMs = 50;
  const stored = store.store([frameOf(rows, 4, 7)], context);
  // Somebody else has the disk when the chat wants to read the new segment.
  void disk.open('one').write(['meta'], 'relaxed', async () => undefined);
  await scheduler.advance(75);
  const texts = () => opened.timeline().map(({ text }) => text);
  expect(texts()).toEqual(['m1', 'm2', 'm3', 'm4 edited', 'm5']);
  await scheduler.advance(100);
  await stored;
  expect(texts()).toEqual(['m1', 'm2', 'm3', 'm4 edited', 'm5']);
});
