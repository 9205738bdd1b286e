/** H11: what devices make a node read has a budget per account. */

import { directChatId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import { alice, aliceAndBob, bob, mallory, nthEntryId } from '@jibber/schema/testkit/people';
import { expect, test } from 'vitest';
import { identityOf, TestDevice } from '../testkit/test-device.ts';
import { startNodes } from '../testkit/virtual-nodes.ts';
import type { SyncSettings } from './node.ts';

const readRate = { perSecond: 10, burst: 20 };
const notes = directChatId(mallory, mallory);

async function startBudget(settings: Partial<SyncSettings> = {}) {
  let reads = 0;
  const started = startNodes({
    settings: { readRate, headsPollMs: 1e9, eraseEveryMs: 1e9, foldEveryMs: 1e9, ...settings },
    storage: {
      latencyMs: () => 1,
      fault: (point) => {
        if (point === 'read') reads += 1;
        return undefined;
      },
    },
  });
  const { connect, openChat, time, nodes } = started;
  const [sync] = nodes;
  if (sync === undefined) throw new Error('no node');
  const phone = await connect(alice);
  await openChat(phone, nthEntryId(0));
  const hostile = await connect(mallory);
  hostile.intend(notes, nthEntryId(1), { kind: 'chat.open', with: mallory });
  await time.runFor(10);
  return { ...started, sync, phone, hostile, readsSoFar: () => reads };
}

test('H11: who asks without end is answered at the rate of his budget, in order, all of it', async () => {
  const { hostile, time } = await startBudget();
  hostile.forget();
  // Each is another question: `complete` differs.
  for (let complete = 1000; complete < 1200; complete += 1) {
    hostile.tell({ type: 'fetch', chatId: notes, documents: [{ document: 'chat', complete }] });
  }
  const seconds = 5;
  await time.runFor(seconds * 1000);
  const answered = hostile.framesOf('document').length;
  expect(answered).toBeLessThanOrEqual(readRate.burst + seconds * readRate.perSecond);
  expect(answered).toBeGreaterThan(seconds * readRate.perSecond - 5);
  await time.runFor(30_000);
  expect(hostile.framesOf('document')).toHaveLength(200);
  expect(hostile.ended).toBeUndefined();
});

test('H11: the budget is shared by all devices of the account, and others have their own', async () => {
  const { hostile, sync, time, phone } = await startBudget();
  const devices = Array.from({ length: 20 }, () => new TestDevice(sync, identityOf(mallory)));
  for (const device of devices) device.hello();
  await time.runFor(100);
  const greeted = () => devices.filter((device) => device.framesOf('welcome').length > 0).length;
  expect(greeted()).toBeLessThan(6);
  const desk = new TestDevice(sync, identityOf(alice, 'desk'));
  desk.hello();
  phone.forget();
  phone.tell({
    type: 'fetch',
    chatId: aliceAndBob,
    documents: [{ document: 'chat', complete: 0 }],
  });
  await time.runFor(20);
  expect(desk.framesOf('chats').at(-1)?.last).toBe(true);
  expect(phone.framesOf('document')).toHaveLength(1);
  await time.runFor(20_000);
  expect(greeted()).toBe(devices.length);
  expect([hostile, ...devices].map(({ ended }) => ended)).toEqual(new Array(21).fill(undefined));
});

test('H11: a socket that goes before its turn costs nothing more', async () => {
  const { hostile, phone, sync, time, readsSoFar } = await startBudget();
  // Sessions that are open are confirmed again and again.
  hostile.close();
  phone.close();
  const devices = Array.from({ length: 50 }, () => new TestDevice(sync, identityOf(mallory)));
  for (const device of devices) device.hello();
  await time.runFor(10);
  for (const device of devices) device.close();
  await time.runFor(100);
  const before = readsSoFar();
  await time.runFor(60_000);
  expect(readsSoFar()).toBe(before);
});

test('H11: chats that are opened in turn are each told once, however often', async () => {
  const { connect, write, phone, time } = await startBudget();
  await write(phone, nthEntryId(2));
  const own = directChatId(alice, alice);
  phone.intend(own, nthEntryId(3), { kind: 'chat.open', with: alice });
  const other = await connect(bob);
  other.tell({ type: 'receipt', chatId: aliceAndBob, delivered: 1, read: 1 });
  await time.runFor(100);
  phone.forget();
  for (let count = 0; count < 200; count += 1) {
    phone.tell({ type: 'open', chatId: count % 2 === 0 ? aliceAndBob : own });
  }
  await time.runFor(10_000);
  // One is being read when the others come, for which it is then read once more.
  expect(phone.framesOf('receipts')).toHaveLength(2);
});

test('H11: who asks for chats that do not exist makes the node look them up at that rate', async () => {
  const { hostile, time, readsSoFar } = await startBudget();
  const before = readsSoFar();
  hostile.forget();
  for (let count = 0; count < 100; count += 1) {
    hostile.tell({ type: 'fetch', chatId: aliceAndBob, documents: [{ document: 0, complete: 0 }] });
    await time.runFor(50);
  }
  await time.runFor(2000);
  // They count as 4 each; sessions are confirmed once a second.
  const most = (readRate.burst + 7 * readRate.perSecond) / 4 + 8;
  expect(readsSoFar() - before).toBeLessThanOrEqual(most);
  const told = hostile.framesOf('chats').flatMap(({ ended }) => ended);
  expect(told).toHaveLength(100);
});

test('H11: a new device of 200 chats, and one of a chat of 100,000 messages, never wait', () => {
  const hello = 4;
  const chats = 200;
  const documents = 2 * chats * (1 + limits.segmentBytes / limits.readBytes / 4);
  expect(hello + chats + documents).toBeLessThan(limits.readsPerAccountBurst);
  const segments = 100_000 / limits.segmentMessages;
  const each = 1 + limits.segmentBytes / limits.readBytes;
  expect(hello + segments * each).toBeLessThan(limits.readsPerAccountBurst / 2);
});

test('H11: a device that waits for its turn makes the node read nothing yet', async () => {
  const slow = { readRate: { perSecond: 1, burst: 20 }, headsPollMs: 1000 };
  const { hostile, phone, sync, time, readsSoFar } = await startBudget(slow);
  for (let complete = 1000; complete < 1040; complete += 1) {
    hostile.tell({ type: 'fetch', chatId: notes, documents: [{ document: 'chat', complete }] });
  }
  await time.runFor(100);
  hostile.close();
  phone.close();
  const next = new TestDevice(sync, identityOf(mallory));
  next.hello();
  const before = readsSoFar();
  await time.runFor(3000);
  // Sessions are confirmed once a second.
  expect(readsSoFar() - before).toBeLessThanOrEqual(3);
  expect(next.framesOf('welcome')).toEqual([]);
  await time.runFor(2000);
  expect(next.framesOf('chats').flatMap(({ heads }) => heads)).toMatchObject([{ chatId: notes }]);
});

test('H11: who hangs up before the answer has read it all the same', async () => {
  const { hostile, sync, time } = await startBudget();
  const text = 'x'.repeat(limits.textUnits);
  const messages = (2 * limits.readBytes) / text.length;
  for (let count = 0; count < messages; count += 1) {
    hostile.intend(notes, nthEntryId(10 + count), { kind: 'message.send', text, writtenAt: 1 });
  }
  await time.runFor(30_000);
  hostile.tell({ type: 'fetch', chatId: notes, documents: [{ document: 0, complete: 0 }] });
  hostile.close();
  await time.runFor(10);
  let left = 0;
  while (sync.takeRead(mallory) === 0) left += 1;
  expect(left).toBe(readRate.burst - 1 - 2);
});
