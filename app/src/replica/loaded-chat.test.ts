import { expect, test } from 'vitest';
import { ChatStore } from './chat-store.ts';
import { MemoryDisk } from './memory-database.ts';
import { VirtualScheduler } from './testkit/virtual-scheduler.ts';
import { bob, chat, shownIn, World } from './testkit/world.ts';

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
  const scheduler = new VirtualScheduler();
  const disk = new MemoryDisk(scheduler);
  const openStore = () =>
    new ChatStore({
      database: disk.open('one'),
      me: bob.userId,
      scheduler,
      tabs: { post: () => undefined, listen: () => undefined, close: () => undefined },
      changed: () => undefined,
      faulted: () => undefined,
    });
  const context = { greetedHead: () => undefined };
  const frame = (from: number, to: number) => ({
    type: 'rows' as const,
    chatId: chat,
    from,
    to,
    incomplete: [],
    rows: rows.filter(({ position }) => position > from && position <= to),
  });
  const [first, second] = [openStore(), openStore()];
  await second.store([frame(0, 2)], context);
  const opened = await second.open(chat);
  await first.store([frame(0, 4)], context);
  const withheld = rows.slice(2).map((row) => ({ ...row, parts: [] }));
  await second.store([{ ...frame(2, 4), incomplete: [0], rows: withheld }], context);
  expect(opened.timeline().map(({ text }) => text)).toEqual(['m1', 'm2', 'm3']);
});
