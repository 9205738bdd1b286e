import { chatMaps, segmentMaps } from '@jibber/schema/document/values';
import { limits } from '@jibber/schema/limits';
import { readPayload } from '@jibber/schema/protocol/document';
import {
  alice,
  aliceAndBob,
  bob,
  mallory,
  nthEntryId,
  someHistory,
} from '@jibber/schema/testkit/people';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { TestDevice } from '../testkit/test-device.ts';
import { startNodes, type VirtualNodesOptions } from '../testkit/virtual-nodes.ts';
import { syncDefaults } from './node.ts';

const hello = { historyId: someHistory };

async function startChat(messages: number, options: VirtualNodesOptions = {}) {
  const nodes = startNodes({
    ...options,
    settings: { writeRate: { perSecond: 1e6, burst: 1e6 }, ...options.settings },
  });
  const phone = await nodes.connect(alice);
  await nodes.openChat(phone, nthEntryId(0));
  const ids = Array.from({ length: messages }, (_, index) => nthEntryId(index + 1));
  for (let from = 0; from < ids.length; from += 64) {
    await nodes.write(phone, ...ids.slice(from, from + 64));
  }
  return { ...nodes, phone };
}

/** Checks that ranges join. @returns where they end */
function joined(device: TestDevice, begin: number): number {
  let at = begin;
  for (const { from, to } of device.rowsOf(aliceAndBob)) {
    expect(from).toBe(at);
    at = to;
  }
  return at;
}

test('R1: what several people write at once has one order, without gaps', async () => {
  const { phone, connect, time, database } = await startChat(0, {
    count: 2,
    storage: { latencyMs: () => 3 },
  });
  await time.runFor(1000);
  const bobs = await connect(bob, { node: 1 });
  for (let index = 0; index < 50; index += 1) {
    const intent = { kind: 'message.send', text: 'x', writtenAt: 1 } as const;
    phone.intend(aliceAndBob, nthEntryId(100 + index), intent);
    bobs.intend(aliceAndBob, nthEntryId(200 + index), intent);
    await time.runFor(index % 3);
  }
  await time.runFor(60_000);
  const rows = database.tables.chats.get(aliceAndBob)?.rows ?? [];
  expect(rows.map(({ position }) => position)).toEqual(rows.map((_, index) => index + 1));
  const numbers = rows.flatMap(({ number }) => (number > 0 ? [number] : []));
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
});

test('R2, R3: a device on another node gets ranges that join, with every row once', async () => {
  const { phone, connect, time, write } = await startChat(1, { count: 2 });
  const bobs = await connect(bob, { node: 1, cursors: [], hello });
  const begun = joined(bobs, 0);
  expect(begun).toBe(2);
  await write(phone, ...[2, 3, 4, 5].map(nthEntryId));
  await time.runFor(1000);
  expect(joined(bobs, 0)).toBe(6);
  const positions = bobs.rowsOf(aliceAndBob).flatMap(({ rows }) => rows.map((row) => row.position));
  expect(positions).toEqual([1, 2, 3, 4, 5, 6]);
});

test('R3: rows that the relay lost are read from the database', async () => {
  const { phone, connect, write, time } = await startChat(1, { count: 2, carry: () => [] });
  const bobs = await connect(bob, { node: 1 });
  await write(phone, nthEntryId(2), nthEntryId(3));
  expect(joined(bobs, 0)).toBe(2);
  await time.runFor(syncDefaults.headsPollMs + 1000);
  expect(joined(bobs, 0)).toBe(4);
});

test('R3: rows that the relay repeats, delays and reorders come once and in order', async () => {
  let count = 0;
  const { phone, connect, write, time } = await startChat(1, {
    count: 2,
    carry() {
      count += 1;
      return count % 2 === 0 ? [1, 5] : [40, 90];
    },
  });
  const bobs = await connect(bob, { node: 1 });
  await write(phone, ...[2, 3, 4, 5, 6, 7].map(nthEntryId));
  await time.runFor(1000);
  expect(joined(bobs, 0)).toBe(8);
});

test('R4: of a range that is too long only the documents to fetch are named', async () => {
  const { connect } = await startChat(limits.catchUpRows + 20);
  const cursor = { chatId: aliceAndBob, head: 1, behind: [] };
  const desk = await connect(alice, { device: 'desk', cursors: [cursor], hello });
  const [range] = desk.rowsOf(aliceAndBob);
  expect(range).toMatchObject({ from: 1, to: limits.catchUpRows + 21, incomplete: [0], rows: [] });
});

test('R4, D5: rows whose bytes compaction took are named, and carry nothing', async () => {
  const { phone, connect, time, database } = await startChat(3);
  phone.intend(aliceAndBob, nthEntryId(50), { kind: 'message.delete', message: nthEntryId(2) });
  await time.runFor(2 * 60_000);
  const chat = database.tables.chats.get(aliceAndBob);
  const stored = Buffer.concat([
    ...(chat?.rows.map(({ segmentUpdate }) => segmentUpdate ?? new Uint8Array()) ?? []),
    chat?.documents.get(0)?.snapshot ?? new Uint8Array(),
  ]).toString('latin1');
  expect(stored).not.toContain(`text of ${nthEntryId(2)}`);
  expect(stored).toContain(`text of ${nthEntryId(3)}`);
  const cursor = { chatId: aliceAndBob, head: 2, behind: [] };
  const desk = await connect(alice, { device: 'desk', cursors: [cursor], hello });
  const [range] = desk.rowsOf(aliceAndBob);
  expect(range).toMatchObject({ from: 2, to: 5, incomplete: [0] });
  expect(range?.rows.flatMap(({ parts }) => parts)).toEqual([]);
  const received = Buffer.concat(desk.received).toString('latin1');
  expect(received).not.toContain(`text of ${nthEntryId(2)}`);
});

test('R7: what one turn brought goes to a device in one message', async () => {
  const { phone, connect, time } = await startChat(1);
  const bobs = await connect(bob);
  bobs.forget();
  const entries = [2, 3, 4].map((index) => ({
    entryId: nthEntryId(index),
    scope: aliceAndBob,
    after: undefined,
    intent: JSON.stringify({ kind: 'message.send', text: 'x', writtenAt: 1 }),
  }));
  phone.tell({ type: 'send', entries });
  await time.runFor(10);
  expect(bobs.messages).toHaveLength(1);
  expect(joined(bobs, 2)).toBe(5);
});

/** The updates of a document that came in parts. */
function assemble(device: TestDevice): Uint8Array[] {
  const parts = device.framesOf('document');
  let at = 0;
  for (const part of parts) {
    expect(part.offsetBytes).toBe(at);
    expect(part.bytes.length).toBeLessThanOrEqual(limits.partBytes);
    expect(part.totalBytes).toBe(parts[0]?.totalBytes);
    at += part.bytes.length;
  }
  expect(at).toBe(parts[0]?.totalBytes);
  const updates = readPayload(Buffer.concat(parts.map(({ bytes }) => bytes)));
  if (updates === undefined) throw new Error('no payload');
  return updates;
}

function documentOf(updates: readonly Uint8Array[]): Y.Doc {
  const document = new Y.Doc();
  for (const update of updates) Y.applyUpdate(document, update);
  expect(document.store.pendingStructs).toBeNull();
  return document;
}

test('D1, D2: documents come in the order in which they are wanted, whole with `from` 0', async () => {
  const { connect, time } = await startChat(3);
  const desk = await connect(alice, { device: 'desk', cursors: [], hello });
  desk.forget();
  const documents = [
    { document: 0, complete: 0 },
    { document: 'chat' as const, complete: 0 },
  ];
  desk.tell({ type: 'fetch', chatId: aliceAndBob, documents });
  await time.runFor(10);
  expect(desk.framesOf('document')).toMatchObject([
    { document: 0, from: 0, to: 4 },
    { document: 'chat', from: 0, to: 4 },
  ]);
});

test('D2: a document continues what is complete on the device', async () => {
  const { connect, phone, time } = await startChat(3);
  const desk = await connect(alice, { device: 'desk', cursors: [], hello });
  const before = desk
    .rowsOf(aliceAndBob)
    .flatMap(({ rows }) =>
      rows.flatMap(({ parts }) =>
        parts.flatMap((part) => (part.document === 0 ? [part.update] : [])),
      ),
    );
  phone.intend(aliceAndBob, nthEntryId(9), { kind: 'message.send', text: 'late', writtenAt: 1 });
  await time.runFor(10);
  desk.forget();
  const documents = [{ document: 0, complete: 4 }];
  desk.tell({ type: 'fetch', chatId: aliceAndBob, documents });
  await time.runFor(10);
  expect(desk.framesOf('document')).toMatchObject([{ from: 4, to: 5 }]);
  const document = documentOf([...before, ...assemble(desk)]);
  expect([...document.getMap(segmentMaps.messages).keys()].sort()).toEqual(['1', '2', '3', '4']);
});

test('D2, D5: a document complete below its snapshot comes whole, without what was deleted', async () => {
  const { connect, phone, time } = await startChat(3);
  phone.intend(aliceAndBob, nthEntryId(50), { kind: 'message.delete', message: nthEntryId(2) });
  await time.runFor(2 * 60_000);
  const desk = await connect(alice, { device: 'desk', cursors: [], hello });
  desk.forget();
  const documents = [{ document: 0, complete: 3 }];
  desk.tell({ type: 'fetch', chatId: aliceAndBob, documents });
  await time.runFor(10);
  expect(desk.framesOf('document')).toMatchObject([{ from: 0, to: 5 }]);
  const messages = documentOf(assemble(desk)).getMap(segmentMaps.messages);
  expect(messages.get('2')).toMatchObject({ id: nthEntryId(2), deleted: alice });
  expect(messages.get('3')).toMatchObject({ text: `text of ${nthEntryId(3)}` });
});

test('D3: a document larger than a frame comes in parts that follow each other', async () => {
  const { connect, phone, time } = await startChat(0);
  for (let index = 1; index <= 40; index += 1) {
    const text = String.fromCharCode(96 + (index % 26)).repeat(limits.textUnits);
    phone.intend(aliceAndBob, nthEntryId(index), { kind: 'message.send', text, writtenAt: 1 });
  }
  await time.runFor(1000);
  const desk = await connect(alice, { device: 'desk', cursors: [], hello });
  desk.forget();
  const documents = [{ document: 0, complete: 0 }];
  desk.tell({ type: 'fetch', chatId: aliceAndBob, documents });
  await time.runFor(100);
  expect(desk.framesOf('document').length).toBeGreaterThan(1);
  const document = documentOf(assemble(desk));
  expect(document.getMap(segmentMaps.messages).size).toBe(40);
});

test('D4: documents of a chat that one is not in are not given', async () => {
  const { connect, time } = await startChat(2);
  const stranger = await connect(mallory);
  stranger.forget();
  const documents = [{ document: 'chat' as const, complete: 0 }];
  stranger.tell({ type: 'fetch', chatId: aliceAndBob, documents });
  await time.runFor(100);
  expect(stranger.framesOf('document')).toEqual([]);
  expect(stranger.framesOf('chats')).toMatchObject([
    { heads: [], ended: [{ chatId: aliceAndBob, code: 'chat-not-found' }] },
  ]);
});

test('R1: a new segment begins where the last one is full, and the chat document says where', async () => {
  const { connect, time } = await startChat(limits.segmentMessages + 1);
  const desk = await connect(alice, { device: 'desk', cursors: [], hello });
  expect(desk.framesOf('chats')[0]?.heads[0]).toMatchObject({ segment: 1 });
  desk.forget();
  const documents = [{ document: 'chat' as const, complete: 0 }];
  desk.tell({ type: 'fetch', chatId: aliceAndBob, documents });
  await time.runFor(100);
  const chat = documentOf(assemble(desk));
  expect(chat.getMap(chatMaps.segments).toJSON()).toEqual({
    0: 1,
    1: limits.segmentMessages + 1,
  });
});
