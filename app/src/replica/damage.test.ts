import { expect, test } from 'vitest';
import type { MemoryDisk } from './memory-database.ts';
import type { TableName } from './records.ts';
import type { VirtualScheduler } from './testkit/virtual-scheduler.ts';
import { chat, World } from './testkit/world.ts';

/** Bytes on the disk that are no document. */
async function garble(world: World, disk: MemoryDisk, scheduler: VirtualScheduler): Promise<void> {
  const database = disk.open('account');
  const tables: readonly TableName[] = ['documents', 'rows'];
  const garbling = database.write(tables, 'strict', async (transaction) => {
    const rows = transaction.table('rows');
    for (const row of await rows.all()) rows.put({ ...row, update: new Uint8Array([9, 9, 9]) });
  });
  await scheduler.advance(10);
  expect(await world.within(garbling)).toMatchObject({ ok: true });
  database.close();
}

test('documents whose bytes are damaged are fetched anew when the chat is opened', async () => {
  const world = new World();
  const { hers, his } = await world.meet('one', 'two');
  his.kill();
  await garble(world, world.bob.disk, world.scheduler);
  const again = await world.open(world.bob);
  const opened = await world.openChat(again);
  await world.advance(3000);
  expect(opened.timeline().map(({ text }) => text)).toEqual(['one', 'two']);
  await world.write(hers, 'three');
  await world.write(again, 'four');
  await world.advance(3000);
  expect(opened.timeline().map(({ text }) => text)).toEqual(['one', 'two', 'three', 'four']);
});

test('a segment whose bytes are damaged is fetched anew when somebody scrolls to it', async () => {
  const world = new World();
  world.node.segmentMessages = 2;
  const { his } = await world.meet('one', 'two', 'three');
  his.kill();
  await garble(world, world.bob.disk, world.scheduler);
  const again = await world.open(world.bob);
  const opened = await world.openChat(again);
  await world.advance(3000);
  await world.within(opened.loadEarlier());
  await world.advance(3000);
  expect(opened.timeline().map(({ text }) => text)).toEqual(['one', 'two', 'three']);
});

test('what is only in the outbox counts as unsent also while nothing can be written, and is sent', async () => {
  const world = new World();
  const { hers } = await world.meet('one');
  world.alice.disconnect();
  await world.write(hers, 'waits');
  hers.kill();
  const database = world.alice.disk.open('account');
  const emptying = database.write(['chats'], 'strict', async (transaction) => {
    transaction.table('chats').deleteAll();
  });
  await world.within(emptying);
  database.close();
  world.alice.disk.fault = 'full';
  world.alice.isOnline = true;
  const again = await world.open(world.alice);
  expect(again.replica.unsent()).toBe(1);
  world.alice.disk.fault = undefined;
  await world.advance(60_000);
  expect(again.replica.unsent()).toBe(0);
  expect(world.node.texts(chat)).toEqual(['one', 'waits']);
});
