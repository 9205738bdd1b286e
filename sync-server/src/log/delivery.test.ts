import { chatId, historyId } from '@jibber/schema/ids';
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
import { groupOf, line } from '../testkit/storage-fixtures.ts';
import { identityOf } from '../testkit/test-device.ts';
import { startNodes } from '../testkit/virtual-nodes.ts';
import { syncDefaults } from './node.ts';

const lost = () => [];
const otherHistory = historyId('01940000-0000-7000-8000-0000000d1ff0');

test('a new chat whose hint was lost is told to all devices of a person when one connects', async () => {
  const { connect, openChat, write } = startNodes({ count: 2, carry: lost });
  const bobs = await connect(bob, { node: 1 });
  const phone = await connect(alice);
  await openChat(phone, nthEntryId(0));
  await write(phone, nthEntryId(1));
  expect(bobs.framesOf('rows')).toEqual([]);
  await connect(bob, { node: 1, device: 'desk' });
  expect(bobs.framesOf('chats').at(-1)?.heads).toMatchObject([{ chatId: aliceAndBob, head: 2 }]);
  expect(bobs.rowsOf(aliceAndBob)).toMatchObject([{ from: 0, to: 2 }]);
});

test('a new chat whose hint was lost is found by reading', async () => {
  const { connect, openChat, write, time } = startNodes({ count: 2, carry: lost });
  const bobs = await connect(bob, { node: 1 });
  const phone = await connect(alice);
  await openChat(phone, nthEntryId(0));
  await write(phone, nthEntryId(1));
  await time.runFor(syncDefaults.headsPollMs);
  expect(bobs.rowsOf(aliceAndBob)).toMatchObject([{ from: 0, to: 2 }]);
  await write(phone, nthEntryId(2));
  await time.runFor(syncDefaults.headsPollMs);
  expect(bobs.rowsOf(aliceAndBob)).toMatchObject([
    { from: 0, to: 2 },
    { from: 2, to: 3 },
  ]);
});

test('a document of a new chat whose hint was lost is answered, not told to have ended', async () => {
  const { connect, openChat, write, time } = startNodes({ count: 2, carry: lost });
  const bobs = await connect(bob, { node: 1 });
  const phone = await connect(alice);
  await openChat(phone, nthEntryId(0));
  await write(phone, nthEntryId(1));
  // Another tab of his, on the other node, was told of it.
  const documents = [{ document: 'chat' as const, complete: 0 }];
  bobs.tell({ type: 'fetch', chatId: aliceAndBob, documents });
  await time.runFor(20);
  expect(bobs.framesOf('chats').flatMap(({ ended }) => ended)).toEqual([]);
  expect(bobs.framesOf('document')).toMatchObject([{ chatId: aliceAndBob, from: 0, to: 2 }]);
});

test('documents of foreign chats cost one reading, however many are asked for at once', async () => {
  let readings = 0;
  const fault = () => {
    readings += 1;
    return undefined;
  };
  const { connect, openChat, time } = startNodes({ storage: { fault } });
  await openChat(await connect(alice), nthEntryId(0));
  const stranger = await connect(mallory);
  readings = 0;
  const documents = [{ document: 'chat' as const, complete: 0 }];
  const fetch = { type: 'fetch', chatId: aliceAndBob, documents } as const;
  stranger.tell(fetch, fetch, fetch);
  await time.runFor(20);
  expect(stranger.framesOf('document')).toEqual([]);
  const ended = stranger.framesOf('chats').flatMap((frame) => frame.ended);
  expect(ended).toEqual(Array(3).fill({ chatId: aliceAndBob, code: 'chat-not-found' }));
  expect(readings).toBe(1);
});

test('a session that expired leaves what is on the device; one that was ended does not', async () => {
  const { connect, database, time } = startNodes();
  const phone = await connect(alice);
  const desk = await connect(alice, { device: 'desk' });
  const { sessionId } = identityOf(alice);
  database.tables.addSession(sessionId, alice, time.now() + 1);
  await database.endSession(identityOf(alice, 'desk').sessionId);
  await time.runFor(limits.revocationPollMs + 10);
  expect([phone.ended, desk.ended]).toEqual(['signed-out', 'session-ended']);
});

test('writing under a dead session ends its connections by what became of it', async () => {
  const { connect, database, time } = startNodes();
  const phone = await connect(alice);
  database.tables.sessions.delete(identityOf(alice).sessionId);
  phone.intend(aliceAndBob, nthEntryId(0), { kind: 'chat.open', with: bob });
  await time.runFor(10);
  expect(phone.ended).toBe('signed-out');
  expect(database.tables.chats.size).toBe(0);
});

test('a database that was restored under a node makes every device connect anew', async () => {
  const { connect, openChat, write, database, time } = startNodes();
  const phone = await connect(alice);
  await openChat(phone, nthEntryId(0));
  await write(phone, nthEntryId(1), nthEntryId(2));
  const chat = database.tables.chats.get(aliceAndBob);
  if (chat === undefined) throw new Error('no chat');
  // Back to before the last message, under another history.
  database.tables.historyId = otherHistory;
  chat.entries.delete(nthEntryId(2));
  chat.rows.length = 2;
  chat.head = { head: 2, lastNumber: 1, segment: 0 };
  const segment = chat.documents.get(0);
  if (segment === undefined) throw new Error('no segment');
  chat.documents.set(0, { state: { ...segment.state, clock: 1, touched: 2, messages: 1 } });
  phone.intend(aliceAndBob, nthEntryId(3), { kind: 'message.send', text: 'x', writtenAt: 1 });
  await time.runFor(10);
  expect(phone.answers.at(-1)).toMatchObject({ outcome: 'accepted', position: 3, number: 2 });
  expect(phone.ended).toBe('going-away');
  const again = await connect(alice, { cursors: [{ chatId: aliceAndBob, head: 3, behind: [] }] });
  expect(again.framesOf('welcome')).toMatchObject([{ historyId: otherHistory }]);
  expect(again.rowsOf(aliceAndBob)).toMatchObject([{ from: 0, to: 3 }]);
});

test('two hundred chats with nothing new cost one query and few bytes', async () => {
  const points: string[] = [];
  const { connect, database } = startNodes({
    storage: { fault: (point) => void points.push(point) },
  });
  const cursors = Array.from({ length: 200 }, (_, index) => {
    const id = chatId(`g${nthEntryId(index)}`);
    database.tables.insertChat(id);
    database.tables.save(id, {
      head: { head: 1, lastNumber: 0, segment: 0 },
      rows: [],
      documents: [],
      group: groupOf({ members: [line(alice)] }),
      refusals: [],
      at: 0,
    });
    return { chatId: id, head: 1, behind: [] };
  });
  const phone = await connect(alice, { cursors, hello: { historyId: someHistory } });
  expect(points).toEqual(['read']);
  expect(phone.frames.map(({ type }) => type)).toEqual(['welcome', 'chats', 'account']);
  const hello = encodeFrame({
    type: 'hello',
    version: 1,
    historyId: someHistory,
    receiptsRevision: 0,
    cursors,
  });
  const down = phone.received.reduce((sum, message) => sum + message.length, 0);
  expect(hello.length + down).toBeLessThan(8000);
});
