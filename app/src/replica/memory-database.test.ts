import { chatId } from '@jibber/schema/ids';
import { expect, test } from 'vitest';
import { localDatabaseContract } from './local-database-contract.ts';
import { MemoryDisk } from './memory-database.ts';
import { VirtualScheduler } from './testkit/virtual-scheduler.ts';

const chat = chatId('g0193a1b2-0000-7000-8000-00000000000a');

for (const contractCase of localDatabaseContract) {
  test(`memory: ${contractCase.name}`, async () => {
    const scheduler = new VirtualScheduler();
    const disk = new MemoryDisk(scheduler);
    await expect(
      contractCase.run({
        open: async () => disk.open('one'),
        idle: () => scheduler.advance(1),
      }),
    ).resolves.toBeUndefined();
  });
}

function put(disk: MemoryDisk, value: number, durability: 'strict' | 'relaxed') {
  return disk.open('one').write(['meta'], durability, async (transaction) => {
    transaction.table('meta').put({ name: `n${value}`, value });
  });
}

function values(disk: MemoryDisk): unknown[] {
  return disk.peek('one', 'meta').map((record) => record.value);
}

test('a tab that dies in a transaction leaves nothing of it, and others go on', async () => {
  const scheduler = new VirtualScheduler();
  const disk = new MemoryDisk(scheduler);
  disk.commitMs = 10;
  const dying = disk.open('one');
  void dying.write(['rows'], 'strict', async (transaction) => {
    transaction
      .table('rows')
      .put({ chatId: chat, document: 0, position: 1, update: new Uint8Array() });
  });
  const other = put(disk, 1, 'strict');
  await scheduler.advance(5);
  dying.kill();
  await scheduler.advance(20);
  expect((await other).ok).toBe(true);
  expect(disk.peek('one', 'rows')).toEqual([]);
  expect(values(disk)).toEqual([1]);
});

test('a power cut takes what no strict transaction followed', async () => {
  const disk = new MemoryDisk(new VirtualScheduler());
  await put(disk, 1, 'relaxed');
  await put(disk, 2, 'strict');
  await put(disk, 3, 'relaxed');
  disk.cutPower();
  expect(values(disk)).toEqual([1, 2]);
});

test('a full disk stores nothing and says so', async () => {
  const disk = new MemoryDisk(new VirtualScheduler());
  disk.fault = 'full';
  expect(await put(disk, 1, 'strict')).toEqual({ ok: false, code: 'full' });
  disk.fault = undefined;
  expect(values(disk)).toEqual([]);
});

test('a removed database is gone for whoever has it open', async () => {
  const disk = new MemoryDisk(new VirtualScheduler());
  const held = disk.open('one');
  disk.remove('one');
  const read = await held.read(['meta'], (transaction) => transaction.table('meta').all());
  expect(read).toEqual({ ok: false, code: 'gone' });
});
