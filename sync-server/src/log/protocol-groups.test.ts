import { limits } from '@jibber/schema/limits';
import { alice, bob, carol, someGroup, someHistory } from '@jibber/schema/testkit/people';
import { describe, expect, test } from 'vitest';
import type { Hint } from '../relay/relay.ts';
import {
  creation,
  endsOf,
  hasHeard,
  positionsOf,
  startVirtualGroup,
  toldTo,
} from '../testkit/virtual-groups.ts';
import { nextEntryId } from '../testkit/writer.ts';

const secret = 'after-the-departure';
const hello = { historyId: someHistory };
const removal = { kind: 'members.remove', user: bob } as const;

describe.each([
  ['put out', 'chat-removed'],
  ['gone', 'chat-left'],
] as const)('whoever is %s', (_, code) => {
  async function startDeparture() {
    const group = await startVirtualGroup([bob, carol], { count: 2 });
    const here = await group.connect(bob);
    const there = await group.connect(bob, { node: 1, device: 'desk' });
    const carols = await group.connect(carol, { node: 1 });
    await group.say(group.phone, 'before');
    here.tell({ type: 'open', chatId: someGroup });
    await group.time.runFor(10);
    const before = group.head();
    const outcome =
      code === 'chat-left'
        ? await group.act(there, { kind: 'member.leave' })
        : await group.act(group.phone, removal);
    expect(outcome).toEqual(['accepted']);
    await group.say(group.phone, secret);
    return { ...group, here, there, carols, before };
  }

  test('G10: hears so on every device and node, and nothing that came after', async () => {
    const { here, there, carols, phone, before, time, say } = await startDeparture();
    phone.tell({ type: 'typing', chatId: someGroup });
    carols.tell({ type: 'receipt', chatId: someGroup, delivered: 3, read: 3 });
    await time.runFor(15_000);
    await say(carols, secret);
    await time.runFor(15_000);
    for (const device of [here, there]) {
      expect(endsOf(device)).toEqual([code]);
      expect(hasHeard(device, 'before')).toBe(true);
      expect(hasHeard(device, secret)).toBe(false);
      expect(toldTo(device)).toBe(before);
      const ended = device.frames.findIndex((frame) => frame.type === 'chats' && frame.ended[0]);
      const after = device.frames.slice(ended + 1).filter(({ type }) => type !== 'answers');
      expect(after).toEqual([]);
    }
    expect(hasHeard(carols, secret)).toBe(true);
  });

  test('G10: asks for nothing in it and is heard by nobody there', async () => {
    const { here, phone, carols, time, act } = await startDeparture();
    here.forget();
    phone.forget();
    carols.forget();
    here.tell({
      type: 'fetch',
      chatId: someGroup,
      documents: [
        { document: 'chat', complete: 0 },
        { document: 0, complete: 0 },
      ],
    });
    here.tell({ type: 'open', chatId: someGroup });
    here.tell({ type: 'typing', chatId: someGroup });
    here.tell({ type: 'receipt', chatId: someGroup, delivered: 4, read: 4 });
    await time.runFor(1000);
    expect(here.frames.map(({ type }) => type)).toEqual(['chats']);
    expect(endsOf(here)).toEqual(['chat-not-found']);
    expect(
      await act(
        here,
        { kind: 'message.send', text: 'still here', writtenAt: 1 },
        { kind: 'group.rename', title: 'Mine' },
        { kind: 'invitation.accept' },
        { kind: 'member.leave' },
      ),
    ).toEqual(Array(4).fill('chat-not-found'));
    expect([...phone.frames, ...carols.frames]).toEqual([]);
  });

  test('G10: is told so at the next hello, where the device names it, and else nothing', async () => {
    const { connect, before } = await startDeparture();
    for (const node of [0, 1]) {
      const behind = [{ document: 0, complete: 0 }];
      const cursors = [{ chatId: someGroup, head: before, behind }];
      const old = await connect(bob, { node, cursors, hello });
      expect(endsOf(old)).toEqual([code]);
      const fresh = await connect(bob, { node });
      expect(endsOf(fresh)).toEqual([]);
      for (const device of [old, fresh]) {
        expect(device.rowsOf(someGroup)).toEqual([]);
        expect(device.framesOf('document')).toEqual([]);
        expect(hasHeard(device, secret)).toBe(false);
      }
    }
  });
});

/** Nodes of which the second hears nothing of a kind while `isDeaf`. */
async function startDeaf(deafTo: ReadonlySet<Hint['type']>) {
  let isDeaf = false;
  const group = await startVirtualGroup([bob, carol], {
    count: 2,
    carry: (hint) => (isDeaf && deafTo.has(hint.type) ? [] : [1]),
  });
  const bobs = await group.connect(bob, { node: 1 });
  const carols = await group.connect(carol, { node: 1 });
  return {
    ...group,
    bobs,
    carols,
    setDeaf(value: boolean) {
      isDeaf = value;
    },
  };
}

test('G11: a node that missed a departure reads it before it tells of anything after', async () => {
  const { act, say, bobs, carols, phone, time, setDeaf, head } = await startDeaf(new Set(['rows']));
  const before = head();
  setDeaf(true);
  await act(phone, removal);
  setDeaf(false);
  await say(phone, secret);
  await time.runFor(10);
  expect(endsOf(bobs)).toEqual(['chat-removed']);
  expect(hasHeard(bobs, secret)).toBe(false);
  expect(toldTo(bobs)).toBe(before);
  expect(hasHeard(carols, secret)).toBe(true);
  expect(positionsOf(carols)).toEqual([1, 2, 3]);
});

test('G11: a node that hears of nothing at all ends it with its next look at the heads', async () => {
  const { act, say, bobs, carols, phone, time, setDeaf, head } = await startDeaf(
    new Set(['rows', 'joined', 'moved', 'typed', 'receipt']),
  );
  const before = head();
  setDeaf(true);
  await act(phone, removal);
  for (let count = 0; count < 5; count += 1) await say(phone, `${secret} ${count}`);
  await time.runFor(11_000);
  expect(endsOf(bobs)).toEqual(['chat-removed']);
  expect(hasHeard(bobs, secret)).toBe(false);
  expect(toldTo(bobs)).toBe(before);
  expect(hasHeard(carols, `${secret} 4`)).toBe(true);
});

test('G11: in a range too long to be sent row by row a departure counts as well', async () => {
  const { act, actAtOnce, bobs, carols, phone, time, setDeaf } = await startDeaf(new Set(['rows']));
  setDeaf(true);
  await act(phone, removal);
  const one = { kind: 'message.send', text: secret, writtenAt: 1 } as const;
  for (let sent = 0; sent <= limits.catchUpRows; sent += 64) {
    await actAtOnce(phone, ...Array.from({ length: 64 }, () => one));
  }
  setDeaf(false);
  await act(phone, one);
  await time.runFor(1000);
  expect(endsOf(bobs)).toEqual(['chat-removed']);
  expect(bobs.rowsOf(someGroup).map(({ to }) => to)).toEqual([1]);
  expect(carols.rowsOf(someGroup).some(({ rows, from, to }) => to > from && !rows[0])).toBe(true);
});

test('G10: what waits for a slow socket is not sent after the end', async () => {
  const { connect, phone, act, actAtOnce, time } = await startVirtualGroup([bob]);
  const long = { kind: 'message.send', text: 'x'.repeat(4000), writtenAt: 1 } as const;
  for (let sent = 0; sent < 256; sent += 16) {
    await actAtOnce(phone, ...Array.from({ length: 16 }, () => long));
  }
  const bobs = await connect(bob, { cursors: [], hello });
  bobs.isStalled = true;
  const documents = [0, 1, 2, 3].map((document) => ({ document, complete: 0 }));
  bobs.tell({ type: 'fetch', chatId: someGroup, documents });
  await time.runFor(100);
  expect(bobs.bufferedBytes()).toBeGreaterThan(limits.pullBytes / 2);
  await act(phone, removal);
  await time.runFor(100);
  const ended = bobs.frames.length;
  expect(endsOf(bobs)).toEqual(['chat-removed']);
  bobs.drain();
  await time.runFor(1000);
  expect(bobs.frames.slice(ended)).toEqual([]);
});

test('G13: whoever is added again gets on as in a new chat, and what was refused stays refused', async () => {
  const { connect, phone, act, say, time } = await startVirtualGroup([bob, carol], { count: 2 });
  const bobs = await connect(bob, { node: 1 });
  await act(phone, removal);
  const entryId = nextEntryId();
  const offline = { kind: 'message.send', text: 'written offline', writtenAt: 1 } as const;
  bobs.intend(someGroup, entryId, offline);
  await time.runFor(100);
  expect(bobs.answerTo(entryId)).toMatchObject({ outcome: 'refused', code: 'chat-not-found' });
  await say(phone, 'meanwhile');
  bobs.forget();
  expect(await act(phone, { kind: 'members.add', users: [bob] })).toEqual(['accepted']);
  await time.runFor(100);
  expect(bobs.framesOf('chats').flatMap(({ heads }) => heads)).toMatchObject([
    { chatId: someGroup, head: 4 },
  ]);
  expect(bobs.rowsOf(someGroup)[0]?.from).toBe(0);
  expect(toldTo(bobs)).toBe(4);
  expect(hasHeard(bobs, 'meanwhile')).toBe(true);
  bobs.intend(someGroup, entryId, offline);
  await time.runFor(100);
  expect(bobs.answerTo(entryId)).toMatchObject({ outcome: 'refused', code: 'chat-not-found' });
  await say(bobs, 'back again');
  expect(hasHeard(phone, 'back again')).toBe(true);
  expect(hasHeard(phone, 'written offline')).toBe(false);
});

test('G13: put out and added again in one commit, one hears of both in that order', async () => {
  const { connect, phone, actAtOnce, say, time } = await startVirtualGroup([bob], { count: 2 });
  const devices = [
    await connect(bob),
    await connect(bob, { node: 1, device: 'desk' }),
    await connect(bob, { node: 1 }),
  ];
  for (const device of devices) device.forget();
  const add = { kind: 'members.add', users: [bob] } as const;
  expect(await actAtOnce(phone, removal, { ...add, users: [bob] }, removal)).toEqual(
    Array(3).fill('accepted'),
  );
  await time.runFor(100);
  for (const device of devices) {
    expect(endsOf(device)).toEqual(['chat-removed']);
    expect(device.rowsOf(someGroup)).toEqual([]);
    device.forget();
  }
  await actAtOnce(phone, { ...add, users: [bob] }, removal, { ...add, users: [bob] });
  await time.runFor(100);
  await say(phone, 'to all');
  for (const device of devices) {
    expect(hasHeard(device, 'to all')).toBe(true);
    expect(device.rowsOf(someGroup)[0]?.from).toBe(0);
    const words = device
      .framesOf('chats')
      .flatMap(({ heads, ended }) => [
        ...ended.filter(({ chatId }) => chatId === someGroup).map(() => 'ended'),
        ...heads.filter(({ chatId }) => chatId === someGroup).map(() => 'begins'),
      ]);
    expect(words.at(-1)).toBe('begins');
  }
});

test('G14: a group that its owner deletes ends for all, at once and at the next hello', async () => {
  const { connect, phone, act, head, time, database } = await startVirtualGroup([bob, carol], {
    count: 2,
  });
  const bobs = await connect(bob);
  const carols = await connect(carol, { node: 1 });
  expect(await act(bobs, { kind: 'group.delete' })).toEqual(['not-allowed']);
  expect(await act(phone, { kind: 'group.delete' })).toEqual(['accepted']);
  await time.runFor(100);
  for (const device of [phone, bobs, carols]) {
    expect(endsOf(device)).toEqual(['chat-deleted']);
    expect(toldTo(device)).toBe(1);
  }
  const message = { kind: 'message.send', text: secret, writtenAt: 1 } as const;
  for (const device of [phone, bobs, carols]) {
    const again = { ...creation, users: [] };
    expect(await act(device, message, again, { kind: 'group.delete' })).toEqual(
      Array(3).fill('chat-not-found'),
    );
  }
  expect(head()).toBe(2);
  await time.runFor(60_000);
  expect(database.tables.chats.get(someGroup)).toMatchObject({ rows: [], documents: new Map() });
  for (const [node, user] of [alice, bob].entries()) {
    const cursors = [{ chatId: someGroup, head: 1, behind: [] }];
    const device = await connect(user, { node, cursors, hello });
    expect(endsOf(device)).toEqual(['chat-deleted']);
    expect(await act(device, { ...creation, users: [] })).toEqual(['chat-not-found']);
  }
});

test('G14: with the last one who leaves the group has ended; his code says that he left', async () => {
  const { connect, phone, act, time } = await startVirtualGroup([bob]);
  const bobs = await connect(bob);
  expect(await act(phone, { kind: 'member.leave' })).toEqual(['accepted']);
  expect(await act(bobs, { kind: 'member.leave' })).toEqual(['accepted']);
  await time.runFor(100);
  expect(endsOf(bobs)).toEqual(['chat-left']);
  expect(await act(phone, { kind: 'members.add', users: [bob] })).toEqual(['chat-not-found']);
  const cursors = [{ chatId: someGroup, head: 2, behind: [] }];
  expect(endsOf(await connect(bob, { cursors, hello }))).toEqual(['chat-left']);
});
