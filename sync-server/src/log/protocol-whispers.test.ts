import { limits } from '@jibber/schema/limits';
import { alice, aliceAndBob, bob, mallory, nthEntryId } from '@jibber/schema/testkit/people';
import { expect, test } from 'vitest';
import { identityOf, TestDevice } from '../testkit/test-device.ts';
import { startNodes, type VirtualNodesOptions } from '../testkit/virtual-nodes.ts';
import { syncDefaults } from './node.ts';

/** The chat of Alice and Bob with three messages, both connected, each to a node of his own. */
async function startChat(options: VirtualNodesOptions = {}) {
  const nodes = startNodes({ count: 2, ...options });
  const phone = await nodes.connect(alice);
  await nodes.openChat(phone, nthEntryId(0));
  await nodes.write(phone, ...[1, 2, 3].map(nthEntryId));
  const bobs = await nodes.connect(bob, { node: 1 });
  phone.forget();
  bobs.forget();
  return { ...nodes, phone, bobs };
}

function receipt(delivered: number, read: number) {
  return { type: 'receipt', chatId: aliceAndBob, delivered, read } as const;
}

test('T1: registers only rise, and never above the last number', async () => {
  const { bobs, time, database } = await startChat();
  bobs.tell(receipt(2, 1));
  await time.runFor(10);
  bobs.tell(receipt(1, 0), receipt(900, 2), receipt(0, 0));
  await time.runFor(10);
  const stored = database.tables.chats.get(aliceAndBob)?.receipts.get(bob);
  expect(stored).toMatchObject({ delivered: 3, read: 2 });
  bobs.tell(receipt(3, 2));
  await time.runFor(10);
  expect(database.tables.chats.get(aliceAndBob)?.receipts.get(bob)).toEqual(stored);
});

test('T1: what was read was received', async () => {
  const { bobs, time, database } = await startChat();
  bobs.tell(receipt(0, 3));
  await time.runFor(10);
  const stored = database.tables.chats.get(aliceAndBob)?.receipts.get(bob);
  expect(stored).toMatchObject({ delivered: 3, read: 3 });
});

test('T2: a register is told to one’s own devices, and to others who have the chat open', async () => {
  const { phone, bobs, connect, time } = await startChat();
  const desk = await connect(bob, { device: 'desk' });
  desk.forget();
  bobs.tell(receipt(3, 1));
  await time.runFor(10);
  const register = { userId: bob, delivered: 3, read: 1 };
  expect(desk.framesOf('receipts')).toMatchObject([{ registers: [register] }]);
  expect(desk.framesOf('receipts')[0]?.revision).toBeGreaterThan(0);
  expect(phone.framesOf('receipts')).toEqual([]);
  phone.tell({ type: 'open', chatId: aliceAndBob });
  await time.runFor(10);
  bobs.tell(receipt(3, 3));
  await time.runFor(10);
  expect(phone.framesOf('receipts').at(-1)).toMatchObject({
    registers: [{ userId: bob, delivered: 3, read: 3 }],
    revision: 0,
  });
});

test('T3: opening a chat brings the registers of its members; closing it ends the telling', async () => {
  const { phone, bobs, time } = await startChat();
  bobs.tell(receipt(2, 2));
  await time.runFor(10);
  phone.tell({ type: 'open', chatId: aliceAndBob });
  await time.runFor(10);
  expect(phone.framesOf('receipts')).toMatchObject([
    { registers: [{ userId: bob, delivered: 2, read: 2 }] },
  ]);
  phone.tell({ type: 'open', chatId: undefined });
  phone.forget();
  bobs.tell(receipt(3, 3));
  await time.runFor(10);
  expect(phone.framesOf('receipts')).toEqual([]);
});

test('T4: typing is told to the others, at most so often, and leaves no trace', async () => {
  const { phone, bobs, time, database } = await startChat();
  for (let times = 0; times < 10; times += 1) {
    bobs.tell({ type: 'typing', chatId: aliceAndBob });
    await time.runFor(limits.typingEveryMs / 10);
  }
  expect(phone.framesOf('typed')).toEqual([{ type: 'typed', chatId: aliceAndBob, userId: bob }]);
  bobs.tell({ type: 'typing', chatId: aliceAndBob });
  await time.runFor(10);
  expect(phone.framesOf('typed')).toHaveLength(2);
  expect(bobs.framesOf('typed')).toEqual([]);
  expect(database.tables.chats.get(aliceAndBob)?.head.head).toBe(4);
});

test('T5: who is not in a chat is not heard there', async () => {
  const { phone, bobs, connect, time, database } = await startChat();
  const stranger = await connect(mallory);
  stranger.forget();
  stranger.tell(receipt(3, 3), { type: 'typing', chatId: aliceAndBob });
  stranger.tell({ type: 'open', chatId: aliceAndBob });
  await time.runFor(1000);
  bobs.tell(receipt(3, 3));
  await time.runFor(1000);
  expect(phone.framesOf('typed')).toEqual([]);
  expect(stranger.frames).toEqual([]);
  expect(stranger.ended).toBeUndefined();
  expect(database.tables.chats.get(aliceAndBob)?.receipts.has(mallory)).toBe(false);
});

test('K1: ping is answered with its nonce, also while the chats are being read', async () => {
  const { nodes, time } = startNodes({ storage: { latencyMs: () => 300 } });
  const [sync] = nodes;
  if (sync === undefined) throw new Error('no node');
  const phone = new TestDevice(sync, identityOf(alice));
  phone.hello();
  phone.tell({ type: 'ping', nonce: 7 });
  await time.runFor(10);
  expect(phone.frames).toEqual([{ type: 'pong', nonce: 7 }]);
});

test('K3: a node that goes away finishes what it has begun and tells devices to move', async () => {
  const { phone, nodes, time } = await startChat({ storage: { latencyMs: () => 20 } });
  await time.runFor(1000);
  phone.forget();
  const text = { kind: 'message.send', text: 'last words', writtenAt: 1 } as const;
  phone.intend(aliceAndBob, nthEntryId(9), text);
  let isStopped = false;
  const stopping = nodes[0]?.stop().then(() => {
    isStopped = true;
  });
  phone.intend(aliceAndBob, nthEntryId(10), text, nthEntryId(9));
  await time.runFor(5000);
  await stopping;
  expect(isStopped).toBe(true);
  expect(phone.framesOf('drain')).toEqual([
    { type: 'drain', spreadMs: syncDefaults.drainSpreadMs },
  ]);
  expect(phone.answerTo(nthEntryId(9))).toMatchObject({ outcome: 'accepted' });
  expect(phone.answerTo(nthEntryId(10))).toMatchObject({ outcome: 'again', code: 'going-away' });
});

test('K5: what a slow reader missed it gets by its cursor', async () => {
  const { bobs, phone, connect, time, write } = await startChat();
  bobs.isStalled = true;
  bobs.backpressureBytes = 2000;
  await write(phone, ...Array.from({ length: 40 }, (_, index) => nthEntryId(100 + index)));
  expect(bobs.ended).toBe('slow-reader');
  const before = bobs.rowsOf(aliceAndBob).at(-1)?.to ?? 4;
  const again = await connect(bob, { node: 1 });
  expect(again.rowsOf(aliceAndBob).at(-1)?.to).toBe(44);
  expect(before).toBeLessThan(44);
  await time.runFor(10);
});

test('C4: a session that ends is cut off on every node at once', async () => {
  const { phone, nodes, connect, database, time } = await startChat();
  const elsewhere = await connect(alice, { node: 1 });
  const desk = await connect(alice, { node: 1, device: 'desk' });
  const { sessionId } = identityOf(alice);
  await database.endSession(sessionId);
  nodes[0]?.endSessions([sessionId]);
  await time.runFor(10);
  expect([phone.ended, elsewhere.ended]).toEqual(['session-ended', 'session-ended']);
  expect(desk.ended).toBeUndefined();
});

test('C4: where the relay says nothing it is noticed by reading', async () => {
  const { bobs, connect, database, time, write, phone } = await startChat({ carry: () => [] });
  await database.endSession(identityOf(bob).sessionId);
  await time.runFor(limits.revocationPollMs + 100);
  expect(bobs.ended).toBe('session-ended');
  bobs.forget();
  await write(phone, nthEntryId(50));
  await time.runFor(30_000);
  expect(bobs.frames).toEqual([]);
  expect((await connect(bob, { device: 'desk' })).ended).toBeUndefined();
});

test('C4: a node that cannot confirm its sessions delivers nothing until it can', async () => {
  let isDown = false;
  const { phone, bobs, time } = await startChat({
    count: 2,
    storage: { fault: (point) => (isDown && point === 'read' ? 'down' : undefined) },
  });
  isDown = true;
  await time.runFor(limits.leaseMs + limits.revocationPollMs + 100);
  bobs.forget();
  phone.intend(aliceAndBob, nthEntryId(50), { kind: 'message.send', text: 'x', writtenAt: 1 });
  await time.runFor(1000);
  expect(bobs.frames).toEqual([]);
  isDown = false;
  await time.runFor(limits.revocationPollMs + 1000);
  expect(bobs.rowsOf(aliceAndBob)).toMatchObject([{ from: 4, to: 5 }]);
});

test('F1: more frames in one message than allowed end the connection, unanswered', async () => {
  const { phone, bobs, time } = await startChat();
  const pings = (count: number) => Array.from({ length: count }, () => ping);
  const ping = { type: 'ping', nonce: 0 } as const;
  phone.tell(...pings(limits.framesPerMessage));
  bobs.tell(...pings(limits.framesPerMessage + 1));
  await time.runFor(10);
  expect(phone.framesOf('pong').length).toBe(limits.framesPerMessage);
  expect(phone.ended).toBeUndefined();
  expect(bobs.framesOf('pong')).toEqual([]);
  expect(bobs.ended).toBe('malformed');
});
