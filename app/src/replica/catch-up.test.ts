import { historyId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import { expect, test } from 'vitest';
import { chatDocument } from './records.ts';
import { Browser, type ReplicaTab } from './testkit/browser.ts';
import { bob, chat, shownIn, World } from './testkit/world.ts';

async function writeMany(world: World, tab: ReplicaTab, from: number, to: number): Promise<void> {
  for (let n = from; n <= to; n += 1) await world.write(tab, `m${n}`);
  await world.advance(3000);
}

function numbered(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => `m${from + index}`);
}

function recordOf(browser: Browser) {
  const [record] = browser.disk.peek('account', 'chats');
  if (record === undefined) throw new Error('the chat is not here');
  return record;
}

async function scrollUp(world: World, opened: Awaited<ReturnType<World['openChat']>>) {
  while (opened.hasEarlier()) {
    const loaded = await world.within(opened.loadEarlier());
    if (!loaded.ok) return loaded;
  }
  return { ok: true };
}

test('a device that was away gets what it missed, across segments', async () => {
  const world = new World();
  world.node.segmentMessages = 5;
  const { hers, his } = await world.meet();
  await writeMany(world, hers, 1, 3);
  world.bob.disconnect();
  await writeMany(world, hers, 4, 17);
  world.bob.reconnect();
  await world.advance(3000);
  expect(recordOf(world.bob)).toMatchObject({
    segment: 3,
    heldFrom: 0,
    behind: [],
    lastNumber: 17,
  });
  const opened = await world.openChat(his);
  expect(shownIn(opened)).toEqual(numbered(16, 17));
  expect(await scrollUp(world, opened)).toEqual({ ok: true });
  expect(shownIn(opened)).toEqual(numbered(1, 17));
});

test('rows that lost their bytes at the node are fetched as documents', async () => {
  const world = new World();
  world.node.segmentMessages = 5;
  const { hers, his } = await world.meet();
  await writeMany(world, hers, 1, 7);
  world.bob.disconnect();
  await writeMany(world, hers, 8, 12);
  world.node.empty(chat, 12);
  world.bob.reconnect();
  await world.advance(3000);
  expect(recordOf(world.bob)).toMatchObject({
    behind: [],
    lastNumber: 12,
    unread: { count: 7, more: true },
  });
  const opened = await world.openChat(his);
  await scrollUp(world, opened);
  expect(shownIn(opened)).toEqual(numbered(1, 12));
});

test('a new device shows the newest messages first and holds the past in the background', async () => {
  const world = new World();
  world.node.segmentMessages = 5;
  const { hers } = await world.meet();
  await writeMany(world, hers, 1, 62);
  world.node.empty(chat, 40);
  const tablet = new Browser(world.scheduler, world.node, bob);
  const tab = tablet.openTab();
  expect(tab.replica.isFirstSync()).toBe(true);
  await world.within(tab.start());
  await world.advance(200);
  expect(tab.replica.isFirstSync()).toBe(false);
  const opened = await world.openChat(tab);
  expect(shownIn(opened)).toEqual(numbered(61, 62));
  expect(await world.within(tab.replica.chats())).toMatchObject([
    { preview: { text: 'm62' }, unread: { more: true }, title: 'Person a1' },
  ]);
  await world.advance(20_000);
  expect(recordOf(tablet)).toMatchObject({ heldFrom: 0, behind: [] });
  tablet.disconnect();
  expect(await scrollUp(world, opened)).toEqual({ ok: true });
  expect(shownIn(opened)).toEqual(numbered(1, 62));
});

test('an older segment comes when somebody scrolls to it, and offline it is said that it cannot', async () => {
  const world = new World();
  world.node.segmentMessages = 5;
  const { hers } = await world.meet();
  await writeMany(world, hers, 1, 62);
  const tablet = new Browser(world.scheduler, world.node, bob);
  world.node.empty(chat, 62);
  tablet.delayMs = 100;
  const tab = tablet.openTab();
  await world.within(tab.start());
  await world.advance(400);
  const opened = await world.openChat(tab);
  tablet.disconnect();
  await world.advance(200);
  const held = recordOf(tablet).heldFrom;
  expect(held).toBeGreaterThan(0);
  expect(await scrollUp(world, opened)).toEqual({ ok: false, code: 'offline' });
  tablet.reconnect();
  await world.advance(500);
  expect(await scrollUp(world, opened)).toEqual({ ok: true });
  expect(shownIn(opened)).toEqual(numbered(1, 62));
});

test('an edit in an old segment reaches a device that was away', async () => {
  const world = new World();
  world.node.segmentMessages = 3;
  const { hers, his } = await world.meet();
  await writeMany(world, hers, 1, 10);
  const opened = await world.openChat(hers);
  await scrollUp(world, opened);
  world.bob.disconnect();
  const [first, second] = opened.timeline();
  if (first === undefined || second === undefined) throw new Error('no messages');
  await world.within(hers.replica.edit(chat, first.id, 'm1 edited'));
  await world.within(hers.replica.delete(chat, second.id));
  await world.advance(limits.undoMs + 1000);
  for (const isEmptied of [false, true]) {
    if (isEmptied) world.node.empty(chat, 99);
    world.bob.reconnect();
    await world.advance(3000);
    const atBob = await world.openChat(his);
    await scrollUp(world, atBob);
    expect(shownIn(atBob).slice(0, 3)).toEqual(['m1 edited', '(deleted)', 'm3']);
    atBob.close();
    world.bob.disconnect();
  }
});

test('another history that a full disk cannot take note of is asked for ever slower', async () => {
  const world = new World();
  const { hers } = await world.meet('one');
  world.node.historyId = historyId('0193a1b2-0000-7000-8000-0000000000f2');
  world.alice.disk.fault = 'full';
  world.node.heard.length = 0;
  hers.cut(1006);
  await world.advance(5000);
  expect(world.node.heard.filter(({ type }) => type === 'hello').length).toBeLessThan(10);
  world.alice.disk.fault = undefined;
  await world.advance(30_000);
  expect(await world.shown(hers)).toEqual(['one sent']);
});

test('another history: everything is loaded anew, and what waits in the outbox is sent', async () => {
  const world = new World();
  const { hers, his } = await world.meet('old one', 'old two');
  world.bob.disconnect();
  await world.write(his, 'waits');
  world.node.restore();
  world.node.historyId = historyId('0193a1b2-0000-7000-8000-0000000000f2');
  world.alice.disconnect();
  await world.write(hers, 'after the restore');
  world.alice.reconnect();
  await world.advance(5000);
  const opened = await world.openChat(his);
  world.bob.reconnect();
  await world.advance(5000);
  expect(world.node.texts(chat).toSorted()).toEqual(['after the restore', 'waits']);
  const texts = world.node.texts(chat);
  for (const tab of [hers, his]) {
    expect((await world.shown(tab)).map(withoutState)).toEqual(texts);
  }
  expect(shownIn(opened).map(withoutState)).toEqual(texts);
});

test('a cursor above the head is of a past that was taken back: the chat is loaded anew', async () => {
  const world = new World();
  const { hers, his } = await world.meet('one', 'two', 'three');
  world.alice.disconnect();
  world.bob.disconnect();
  world.node.rewind(chat, 2);
  world.bob.reconnect();
  await world.advance(3000);
  expect(await world.shown(his)).toEqual(['one']);
  expect(recordOf(world.bob)).toMatchObject({ head: 2, lastNumber: 1 });
  await world.write(his, 'goes on');
  await world.advance(2000);
  world.alice.reconnect();
  await world.advance(3000);
  expect(await world.shown(hers)).toEqual(['one sent', 'goes on']);
});

test('what is missing of a chat that ended for this person is waited for by nobody', async () => {
  const world = new World();
  world.node.segmentMessages = 2;
  const { hers, his } = await world.meet('one');
  world.bob.disconnect();
  await writeMany(world, hers, 1, 4);
  // The rows come without bytes, and he is out before he could fetch the documents.
  world.node.empty(chat, 6);
  world.bob.reconnect();
  const members = world.node.chats.get(chat)?.members;
  while (recordOf(world.bob).behind.length === 0) await world.advance(1);
  members?.delete(bob.userId);
  world.bob.disconnect();
  world.bob.reconnect();
  await world.advance(5000);
  expect(recordOf(world.bob)).toMatchObject({ ended: 'chat-not-found' });
  expect(recordOf(world.bob).behind).not.toEqual([]);
  expect(his.changes.findLast(({ type }) => type === 'connection')).toMatchObject({
    status: 'live',
  });
  const opened = await world.openChat(his);
  expect(await world.within(opened.loadEarlier())).toEqual({ ok: false, code: 'offline' });
  const asked = world.node.heard.length;
  await world.advance(60_000);
  expect(world.node.heard.slice(asked).filter(({ type }) => type === 'fetch')).toEqual([]);
});

test('a chat that ended for this person stays readable, and nothing can be written to it', async () => {
  const world = new World();
  const { his } = await world.meet('one');
  world.bob.disconnect();
  world.node.chats.get(chat)?.members.delete(bob.userId);
  world.bob.reconnect();
  await world.advance(3000);
  expect(await world.shown(his)).toEqual(['one']);
  expect(await world.within(his.replica.send(chat, 'still there?'))).toMatchObject({
    ok: false,
    code: 'chat-not-found',
  });
});

test('a chat that was said to have ended goes on when the node counts this person in again', async () => {
  const world = new World();
  const { his } = await world.meet('one');
  const members = world.node.chats.get(chat)?.members;
  world.bob.disconnect();
  members?.delete(bob.userId);
  world.bob.reconnect();
  await world.advance(3000);
  expect(recordOf(world.bob)).toMatchObject({ ended: 'chat-not-found' });
  world.bob.disconnect();
  members?.add(bob.userId);
  world.bob.reconnect();
  await world.advance(3000);
  expect(recordOf(world.bob).ended).toBe(undefined);
  expect(await world.within(his.replica.send(chat, 'here again'))).toMatchObject({ ok: true });
});

test('a document that cannot be read is fetched anew, and nothing is lost', async () => {
  const world = new World();
  const { hers, his } = await world.meet('one', 'two');
  his.kill();
  const database = world.bob.disk.open('account');
  await database.write(['rows'], 'strict', async (transaction) => {
    transaction.table('rows').delete(chat, 0, 2);
  });
  const again = await world.open(world.bob);
  await world.write(hers, 'three');
  const opened = await world.openChat(hers);
  await world.within(hers.replica.edit(chat, opened.timeline()[2]?.id ?? none(), 'three, edited'));
  await world.advance(3000);
  expect(await world.shown(again)).toEqual(['one', 'two', 'three, edited']);
  expect(recordOf(world.bob).behind).toEqual([]);
});

test('bytes that are no update are as good as missing: the document is fetched', async () => {
  const world = new World();
  const { hers, his } = await world.meet('one');
  const opened = await world.openChat(his);
  const broken = new Uint8Array([1, 1, 1, 0, 255, 255, 255]);
  for (const socket of world.node.sockets) {
    if (socket.userId !== bob.userId) continue;
    const push = socket.push;
    socket.push = (frame) => {
      if (frame.type !== 'rows') return push(frame);
      const rows = frame.rows.map((row) => ({
        ...row,
        parts: row.parts.map((part) => ({ ...part, update: broken })),
      }));
      return push({ ...frame, rows });
    };
  }
  await world.write(hers, 'two');
  await world.advance(2000);
  expect(shownIn(opened)).toEqual(['one', 'two']);
  expect(recordOf(world.bob)).toMatchObject({ behind: [], lastNumber: 2 });
});

test('a document that cannot be used is not asked for without end', async () => {
  const world = new World();
  const { hers } = await world.meet('one');
  world.bob.disconnect();
  await world.write(hers, 'two');
  world.node.empty(chat, 99);
  world.node.garbles = true;
  world.bob.reconnect();
  await world.advance(65_000);
  const asked = world.node.heard.filter(({ type }) => type === 'fetch').length;
  expect(asked).toBeGreaterThan(0);
  expect(asked).toBeLessThan(6);
  world.node.garbles = false;
  await world.advance(60_000);
  const [tab] = world.bob.tabs;
  if (tab === undefined) throw new Error('no tab');
  expect(recordOf(world.bob).behind).toEqual([]);
});

test('many rows become one snapshot, and the chat is the same', async () => {
  const world = new World();
  const { hers, his } = await world.meet();
  await writeMany(world, hers, 1, 230);
  const rows = world.bob.disk.peek('account', 'rows').filter(({ document }) => document === 0);
  expect(rows.length).toBeLessThan(200);
  expect(rows.length).toBe(recordOf(world.bob).tails.find(([document]) => document === 0)?.[1]);
  const documents = world.bob.disk.peek('account', 'documents');
  expect(documents.map(({ document }) => document)).toContain(0);
  expect(documents.map(({ document }) => document)).not.toContain(chatDocument);
  expect(await world.shown(his)).toEqual(numbered(1, 230));
  expect(recordOf(world.bob).unread).toEqual({ count: 230, more: false });
});

function withoutState(text: string): string {
  return text.replace(/ (sent|delivered)$/, '');
}

function none(): never {
  throw new Error('there is no such message');
}
