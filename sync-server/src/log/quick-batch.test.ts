import { limits } from '@jibber/schema/limits';
import { alice, aliceAndBob, bob, nthEntryId } from '@jibber/schema/testkit/people';
import { expect, test } from 'vitest';
import type { FaultPoint } from '../storage/memory-storage.ts';
import { readWhole, textsOf } from '../testkit/device-documents.ts';
import { startNodes } from '../testkit/virtual-nodes.ts';

const append: FaultPoint[] = ['commit'];
const transaction: FaultPoint[] = ['lock', 'statement', 'statement', 'commit'];

/** Alice's chat with Bob after one message; tells what the nodes ask of storage from then on. */
async function startChat({ count = 1, isDeaf = false } = {}) {
  const points: FaultPoint[] = [];
  const nodes = startNodes({
    count,
    storage: { fault: (point) => void points.push(point) },
    settings: { writeRate: { perSecond: 1e6, burst: 1e6 } },
    ...(isDeaf ? { carry: () => [] } : {}),
  });
  const phone = await nodes.connect(alice);
  await nodes.openChat(phone, nthEntryId(0));
  await nodes.write(phone, nthEntryId(1));
  points.length = 0;
  return { ...nodes, phone, points };
}

const edit = { kind: 'message.edit', message: nthEntryId(1), text: 'edited' } as const;
const text = { kind: 'message.send', text: 'text', writtenAt: 1 } as const;

test('messages of somebody who has written before take one statement', async () => {
  const { phone, write, points } = await startChat();
  await write(phone, nthEntryId(2), nthEntryId(3));
  expect(phone.answers.slice(-2)).toMatchObject([{ number: 2 }, { number: 3 }]);
  expect(points).toEqual([...append, ...append]);
});

test('what has to be read takes a transaction: a repeat, an edit, an empty text, a gap', async () => {
  const { phone, time, points, connect } = await startChat();
  const expectPoints = async (expected: readonly FaultPoint[]) => {
    await time.runFor(10);
    expect(points.splice(0)).toEqual(expected);
  };
  phone.intend(aliceAndBob, nthEntryId(1), text);
  await expectPoints(['lock', 'statement']);
  phone.intend(aliceAndBob, nthEntryId(2), edit);
  await expectPoints(transaction);
  phone.intend(aliceAndBob, nthEntryId(3), { ...text, text: '' });
  await expectPoints(transaction);
  const bobs = await connect(bob);
  points.length = 0;
  bobs.intend(aliceAndBob, nthEntryId(5), text);
  phone.intend(aliceAndBob, nthEntryId(6), text);
  await expectPoints([...append, ...append]);
  phone.intend(aliceAndBob, nthEntryId(7), text, nthEntryId(99));
  await expectPoints(['lock', 'statement']);
});

test('a node that heard of somebody else’s row reads it before it writes', async () => {
  const { phone, write, points, connect, database } = await startChat({ count: 2 });
  const elsewhere = await connect(alice, { node: 1, device: 'desk' });
  await write(elsewhere, nthEntryId(2));
  points.length = 0;
  await write(phone, nthEntryId(3));
  expect(points.slice(0, 2)).toEqual(['lock', 'statement']);
  expect(database.tables.chats.get(aliceAndBob)?.head).toMatchObject({ head: 4, lastNumber: 3 });
});

test('nodes that hear nothing of each other still write each message once, in one order', async () => {
  const { phone, write, connect, database, time } = await startChat({ count: 2, isDeaf: true });
  const elsewhere = await connect(alice, { node: 1, device: 'desk' });
  for (let round = 0; round < 12; round += 1) {
    await write(phone, nthEntryId(100 + round));
    if (round % 3 === 0) await write(elsewhere, nthEntryId(200 + round));
  }
  const chat = database.tables.chats.get(aliceAndBob);
  expect(chat?.head).toMatchObject({ head: 18, lastNumber: 17 });
  expect(chat?.rows.map(({ position }) => position)).toEqual(
    Array.from({ length: 18 }, (_, index) => index + 1),
  );
  const texts: unknown[] = [];
  const reader = database.connect({ scheduler: time.actor('reader') });
  void readWhole(reader, aliceAndBob, 0).then((document) => texts.push(...textsOf(document)));
  await time.runFor(10);
  expect(texts).toHaveLength(17);
  expect(new Set(texts).size).toBe(17);
});

test('a session that ended is not appended for', async () => {
  const { phone, database, time } = await startChat();
  database.tables.sessions.delete(phone.identity.sessionId);
  phone.intend(aliceAndBob, nthEntryId(2), text);
  await time.runFor(10);
  expect(database.tables.chats.get(aliceAndBob)?.head).toMatchObject({ head: 2 });
  expect(phone.ended).toBe('signed-out');
});

test('the row that fills a segment is appended, the next opens another in a transaction', async () => {
  const { phone, write, points, database } = await startChat();
  const ids = Array.from({ length: limits.segmentMessages }, (_, index) => nthEntryId(10 + index));
  await write(phone, ...ids.slice(0, -1));
  points.length = 0;
  await write(phone, ...ids.slice(-1));
  expect(points).toEqual(transaction);
  expect(database.tables.chats.get(aliceAndBob)?.head).toMatchObject({
    lastNumber: limits.segmentMessages + 1,
    segment: 1,
  });
});
