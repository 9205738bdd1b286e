import { limits } from '@jibber/schema/limits';
import { alice, aliceAndBob, bob, mallory, nthEntryId } from '@jibber/schema/testkit/people';
import { expect, test } from 'vitest';
import type { TestDevice } from '../testkit/test-device.ts';
import { startNodes, type VirtualNodesOptions } from '../testkit/virtual-nodes.ts';

const block = nthEntryId(700);
const unblock = nthEntryId(701);

/** The chat of Alice and Bob with three messages, both connected, each to a node of his own. */
async function startChat(options: VirtualNodesOptions = {}) {
  const nodes = startNodes({ count: 2, ...options });
  const phone = await nodes.connect(alice);
  await nodes.openChat(phone, nthEntryId(0));
  await nodes.write(phone, ...[1, 2, 3].map(nthEntryId));
  const bobs = await nodes.connect(bob, { node: 1 });
  for (const device of [phone, bobs]) device.tell({ type: 'open', chatId: aliceAndBob });
  await nodes.time.runFor(10);
  phone.forget();
  bobs.forget();
  return { ...nodes, phone, bobs };
}

const revisions = (device: TestDevice) =>
  device.framesOf('account').map(({ revision }) => revision);

test('A3: the revision is told after welcome and chats, and whenever it rises', async () => {
  const { connect, time } = startNodes({ count: 2 });
  const phone = await connect(alice);
  const desk = await connect(alice, { device: 'desk', node: 1 });
  expect(phone.frames.map(({ type }) => type)).toEqual(['welcome', 'chats', 'account']);
  expect(revisions(desk)).toEqual([0]);
  phone.intend('account', block, { kind: 'person.block', user: bob });
  await time.runFor(50);
  expect(phone.answerTo(block)).toMatchObject({ outcome: 'accepted', position: 1, number: 0 });
  expect(revisions(phone)).toEqual([0, 1]);
  expect(revisions(desk)).toEqual([0, 1]);
  const later = await connect(alice, { node: 1 });
  expect(revisions(later)).toEqual([1]);
});

test('A3: others hear nothing of it, least of all who was blocked', async () => {
  const { phone, bobs, time, connect } = await startChat();
  const stranger = await connect(mallory);
  stranger.forget();
  phone.intend('account', block, { kind: 'person.block', user: bob });
  await time.runFor(50);
  expect(bobs.frames).toEqual([]);
  expect(stranger.frames).toEqual([]);
});

test('A3: a hint that was lost between nodes is found by reading', async () => {
  const { connect, time } = startNodes({ count: 2, carry: () => [] });
  const phone = await connect(alice);
  const desk = await connect(alice, { device: 'desk', node: 1 });
  phone.intend('account', block, { kind: 'person.block', user: bob });
  await time.runFor(20_000);
  expect(revisions(desk)).toEqual([0, 1]);
});

test('V4: a device of version 1 is told no revision, ever', async () => {
  const { connect, time } = startNodes();
  const old = await connect(alice, { hello: { version: 1 } });
  const phone = await connect(alice, { device: 'desk' });
  phone.intend('account', block, { kind: 'person.block', user: bob });
  await time.runFor(50);
  expect(revisions(old)).toEqual([]);
  expect(revisions(phone)).toEqual([0, 1]);
});

test('A5: who writes is told to neither once one has blocked the other, and again when not', async () => {
  const { phone, bobs, time } = await startChat();
  const typing = { type: 'typing', chatId: aliceAndBob } as const;
  phone.intend('account', block, { kind: 'person.block', user: bob });
  await time.runFor(50);
  bobs.tell(typing);
  phone.tell(typing);
  await time.runFor(50);
  expect(phone.framesOf('typed')).toEqual([]);
  expect(bobs.framesOf('typed')).toEqual([]);
  phone.intend('account', unblock, { kind: 'person.unblock', user: bob });
  await time.runFor(limits.typingEveryMs + 50);
  bobs.tell(typing);
  phone.tell(typing);
  await time.runFor(50);
  expect(phone.framesOf('typed')).toHaveLength(1);
  expect(bobs.framesOf('typed')).toHaveLength(1);
});

test('A5: registers are told to one’s own devices alone, and read by neither', async () => {
  const { phone, bobs, time, connect } = await startChat();
  const desk = await connect(alice, { device: 'desk' });
  desk.forget();
  phone.intend('account', block, { kind: 'person.block', user: bob });
  await time.runFor(50);
  phone.tell({ type: 'receipt', chatId: aliceAndBob, delivered: 3, read: 3 });
  bobs.tell({ type: 'receipt', chatId: aliceAndBob, delivered: 3, read: 2 });
  await time.runFor(50);
  expect(desk.framesOf('receipts')).toHaveLength(1);
  expect(phone.framesOf('receipts').flatMap(({ registers }) => registers)).toEqual([
    { userId: alice, delivered: 3, read: 3 },
  ]);
  expect(bobs.framesOf('receipts').flatMap(({ registers }) => registers)).toEqual([
    { userId: bob, delivered: 3, read: 2 },
  ]);
  for (const device of [phone, bobs]) {
    device.forget();
    device.tell({ type: 'open', chatId: aliceAndBob });
  }
  await time.runFor(50);
  expect([...phone.framesOf('receipts'), ...bobs.framesOf('receipts')]).toEqual([]);
  phone.intend('account', unblock, { kind: 'person.unblock', user: bob });
  await time.runFor(50);
  bobs.tell({ type: 'open', chatId: aliceAndBob });
  await time.runFor(50);
  expect(bobs.framesOf('receipts').flatMap(({ registers }) => registers)).toEqual([
    { userId: alice, delivered: 3, read: 3 },
  ]);
});

test('A4: after a block nothing of the blocked person is accepted, and he is told no more', async () => {
  const { phone, bobs, time, database } = await startChat();
  phone.intend('account', block, { kind: 'person.block', user: bob });
  await time.runFor(50);
  const text = 'may I?';
  bobs.intend(aliceAndBob, nthEntryId(30), { kind: 'message.send', text, writtenAt: 1 });
  await time.runFor(50);
  expect(bobs.answerTo(nthEntryId(30))).toMatchObject({
    outcome: 'refused',
    code: 'person-not-reachable',
  });
  expect(database.tables.chats.get(aliceAndBob)?.entries.has(nthEntryId(30))).toBe(false);
  phone.intend('account', unblock, { kind: 'person.unblock', user: bob });
  await time.runFor(50);
  bobs.intend(aliceAndBob, nthEntryId(31), { kind: 'message.send', text, writtenAt: 1 });
  await time.runFor(50);
  expect(bobs.answerTo(nthEntryId(31))).toMatchObject({ outcome: 'accepted' });
});
