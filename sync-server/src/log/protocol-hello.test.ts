import { historyId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import { encodeFrame } from '@jibber/schema/protocol/codec';
import {
  alice,
  aliceAndBob,
  bob,
  mallory,
  nthEntryId,
  someHistory,
} from '@jibber/schema/testkit/people';
import { expect, test } from 'vitest';
import { identityOf, TestDevice } from '../testkit/test-device.ts';
import { startNodes, type VirtualNodes } from '../testkit/virtual-nodes.ts';

const otherHistory = historyId('01940000-0000-7000-8000-0000000d1ff0');
const texts = [1, 2, 3, 4, 5].map(nthEntryId);

/** The chat of Alice and Bob with two messages: its head is 3. */
async function startChat(): Promise<VirtualNodes & { readonly phone: TestDevice }> {
  const nodes = startNodes();
  const phone = await nodes.connect(alice);
  await nodes.openChat(phone, nthEntryId(0));
  await nodes.write(phone, ...texts.slice(0, 2));
  return { ...nodes, phone };
}

const moved = { chatId: aliceAndBob, head: 3, lastNumber: 2, segment: 0 };

test('H1: nothing is heard before hello, and hello is said once', async () => {
  const { nodes, time } = startNodes();
  const [sync] = nodes;
  if (sync === undefined) throw new Error('no node');
  const early = new TestDevice(sync, identityOf(alice));
  early.tell({ type: 'ping', nonce: 1 });
  expect(early.ended).toBe('malformed');
  const twice = new TestDevice(sync, identityOf(alice));
  twice.hello();
  await time.runFor(10);
  expect(twice.ended).toBeUndefined();
  twice.hello();
  await time.runFor(10);
  expect(twice.ended).toBe('malformed');
  expect(early.messages).toEqual([]);
});

test('V2: a device of another version is told so, and nothing else', async () => {
  const { connect } = startNodes();
  const later = await connect(alice, { hello: { version: 99 } });
  expect(later.ended).toBe('unknown-version');
  expect(later.messages).toEqual([]);
});

test('F6: a message with one spoiled frame counts for nothing and ends the connection', async () => {
  const { connect, time, database } = startNodes();
  const phone = await connect(alice);
  const intent = JSON.stringify({ kind: 'chat.open', with: bob });
  const entry = { entryId: nthEntryId(0), scope: aliceAndBob, after: undefined, intent };
  const good = encodeFrame({ type: 'send', entries: [entry] });
  phone.tellBytes(Uint8Array.of(...good, 99, 0));
  await time.runFor(100);
  expect(phone.ended).toBe('malformed');
  expect(phone.answers).toEqual([]);
  expect(database.tables.chats.size).toBe(0);
});

test('H2: who writes is who the session says, whatever a frame holds', async () => {
  const { connect, openChat, write, database, time } = startNodes();
  const phone = await connect(alice);
  await openChat(phone, nthEntryId(0));
  await write(phone, nthEntryId(1));
  const row = database.tables.chats.get(aliceAndBob)?.entries.get(nthEntryId(1));
  expect(row?.author).toBe(alice);
  const intent = JSON.stringify({ kind: 'message.send', text: 'x', writtenAt: 1, author: bob });
  const entry = { entryId: nthEntryId(2), scope: aliceAndBob, after: undefined, intent };
  phone.tell({ type: 'send', entries: [entry] });
  await time.runFor(10);
  expect(phone.answerTo(nthEntryId(2))).toMatchObject({ outcome: 'refused', code: 'malformed' });
});

test('H3, H4: of a chat that moved there is one word, and the rows that are missing', async () => {
  const { connect } = await startChat();
  const cursor = { chatId: aliceAndBob, head: 1, behind: [] };
  const hello = { historyId: someHistory };
  const desk = await connect(alice, { device: 'desk', cursors: [cursor], hello });
  expect(desk.frames[0]).toMatchObject({ type: 'welcome', userId: alice, historyId: someHistory });
  expect(desk.framesOf('chats').flatMap(({ heads }) => heads)).toEqual([moved]);
  expect(desk.rowsOf(aliceAndBob)).toMatchObject([
    { from: 1, to: 3, rows: [{ position: 2 }, { position: 3 }] },
  ]);
});

test('H4: of a chat where nothing moved there is no word', async () => {
  const { connect } = await startChat();
  const cursor = { chatId: aliceAndBob, head: 3, behind: [] };
  const hello = { historyId: someHistory };
  const desk = await connect(alice, { device: 'desk', cursors: [cursor], hello });
  expect(desk.frames.map(({ type }) => type)).toEqual(['welcome', 'chats', 'account']);
  expect(desk.framesOf('chats')).toEqual([{ type: 'chats', heads: [], ended: [], last: true }]);
});

test('H4: the answer to hello closes with `last`, after everything else of it', async () => {
  const { connect } = await startChat();
  const desk = await connect(alice, { device: 'desk' });
  const lasts = desk.frames.flatMap((frame) => (frame.type === 'chats' && frame.last ? [1] : []));
  expect(lasts).toHaveLength(1);
  expect(desk.frames.at(-1)).toMatchObject({ type: 'chats', last: true });
  expect(desk.rowsOf(aliceAndBob).at(-1)?.to).toBe(3);
});

test('H3: a held document that is behind comes from where it is complete', async () => {
  const { connect } = await startChat();
  const cursor = { chatId: aliceAndBob, head: 3, behind: [{ document: 0, complete: 2 }] };
  const hello = { historyId: someHistory };
  const desk = await connect(alice, { device: 'desk', cursors: [cursor], hello });
  expect(desk.framesOf('document')).toMatchObject([{ document: 0, from: 2, to: 3 }]);
});

test('H5: of another history nothing counts that the device named', async () => {
  const { connect } = await startChat();
  const cursor = { chatId: aliceAndBob, head: 3, behind: [] };
  const hello = { historyId: otherHistory };
  const desk = await connect(alice, { device: 'desk', cursors: [cursor], hello });
  expect(desk.framesOf('chats')[0]?.heads).toEqual([moved]);
  expect(desk.rowsOf(aliceAndBob)[0]).toMatchObject({ from: 0 });
});

test('H6: a cursor above the head is of a past that was taken back: the chat is new', async () => {
  const { connect } = await startChat();
  const cursor = { chatId: aliceAndBob, head: 9, behind: [] };
  const hello = { historyId: someHistory };
  const desk = await connect(alice, { device: 'desk', cursors: [cursor], hello });
  expect(desk.framesOf('chats')[0]?.heads).toEqual([moved]);
  expect(desk.rowsOf(aliceAndBob)[0]).toMatchObject({ from: 0, to: 3 });
});

test('H7: a chat that is not this person’s comes with its code and no row', async () => {
  const { connect } = await startChat();
  const cursors = [{ chatId: aliceAndBob, head: 2, behind: [] }];
  const stranger = await connect(mallory, { cursors, hello: { historyId: someHistory } });
  const [chats] = stranger.framesOf('chats');
  expect(chats?.ended).toEqual([{ chatId: aliceAndBob, code: 'chat-not-found' }]);
  expect(chats?.heads).toEqual([]);
  expect(stranger.framesOf('rows')).toEqual([]);
  expect(stranger.framesOf('document')).toEqual([]);
});

test('H7: a chat that a device has only just opened itself has not ended', async () => {
  const { connect } = startNodes();
  const cursors = [{ chatId: aliceAndBob, head: 0, behind: [] }];
  const phone = await connect(alice, { cursors, hello: { historyId: someHistory } });
  expect(phone.framesOf('chats')[0]?.ended).toEqual([]);
});

test('H8: what happens while a device catches up comes after what it missed', async () => {
  const { nodes, time, phone, write } = await startChat();
  const [sync] = nodes;
  if (sync === undefined) throw new Error('no node');
  const desk = new TestDevice(sync, identityOf(alice, 'desk'));
  desk.isStalled = true;
  desk.hello();
  await write(phone, ...texts.slice(2, 5));
  desk.drain();
  await time.runFor(100);
  let at = 0;
  for (const { from, to } of desk.rowsOf(aliceAndBob)) {
    expect(from).toBe(at);
    at = to;
  }
  expect(at).toBe(6);
});

test('H9: own registers above the revision known follow', async () => {
  const { connect, phone, time } = await startChat();
  phone.tell({ type: 'receipt', chatId: aliceAndBob, delivered: 2, read: 1 });
  await time.runFor(10);
  const fresh = await connect(alice, { device: 'desk' });
  const [own] = fresh.framesOf('receipts');
  expect(own?.registers).toEqual([{ userId: alice, delivered: 2, read: 1 }]);
  const hello = { historyId: someHistory, receiptsRevision: own?.revision ?? 0 };
  const again = await connect(alice, { device: 'desk', hello });
  expect(again.framesOf('receipts')).toEqual([]);
});

test('H10: a device that takes nothing costs no more than what may stand unsent', async () => {
  const { nodes, time, connect, openChat } = startNodes({
    settings: { writeRate: { perSecond: 1e6, burst: 1e6 } },
  });
  const phone = await connect(alice);
  await openChat(phone, nthEntryId(0));
  const text = 'x'.repeat(limits.textUnits);
  for (let index = 1; index <= 200; index += 1) {
    phone.intend(aliceAndBob, nthEntryId(index), { kind: 'message.send', text, writtenAt: 1 });
    await time.runFor(1);
  }
  const [sync] = nodes;
  if (sync === undefined) throw new Error('no node');
  const slow = new TestDevice(sync, identityOf(bob));
  slow.isStalled = true;
  slow.hello();
  await time.runFor(1000);
  expect(slow.bufferedBytes()).toBeLessThan(limits.pullBytes + limits.messageBytes / 4);
  for (let times = 0; times < 50; times += 1) {
    slow.drain();
    await time.runFor(10);
  }
  expect(slow.rowsOf(aliceAndBob).at(-1)?.to).toBe(201);
});
