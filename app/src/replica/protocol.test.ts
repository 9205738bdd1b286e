import type { Me } from '@jibber/schema/commands/account';
import { directChatId, type EntryId, historyId, userId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import type { DownFrame } from '@jibber/schema/protocol/codec';
import { expect, test } from 'vitest';
import { type ConnectionState, step } from './connection-state.ts';
import { Browser, type ReplicaTab } from './testkit/browser.ts';
import { TinyNode } from './testkit/tiny-node.ts';
import { personOf } from './testkit/tiny-person.ts';
import { VirtualScheduler } from './testkit/virtual-scheduler.ts';

const alice = makeMe('a1');
const bob = makeMe('b1');
const chat = directChatId(alice.userId, bob.userId);

function makeMe(tail: string): Me {
  const id = userId(`0193a1b2-0000-7000-8000-0000000000${tail}`);
  return { ...personOf(id), address: `${tail}@example.org` };
}

/** Alice and Bob in one chat with three messages of hers, both caught up. */
async function startChat() {
  const scheduler = new VirtualScheduler();
  const node = new TinyNode(scheduler);
  const browsers = [alice, bob].map((me) => new Browser(scheduler, node, me));
  const [hers, his] = browsers;
  if (hers === undefined || his === undefined) throw new Error('no browsers');
  const phone = await openTab(hers);
  const desk = await openTab(his);
  await within(scheduler, phone.replica.openDirect(personOf(bob.userId)));
  for (const text of ['one', 'two', 'three']) await write(scheduler, phone, text);
  await scheduler.advance(2000);
  return { scheduler, node, hers, his, phone, desk };
}

async function openTab(browser: Browser): Promise<ReplicaTab> {
  const tab = browser.openTab();
  await within(browser.scheduler, tab.start());
  await browser.scheduler.advance(1000);
  return tab;
}

async function within<Value>(scheduler: VirtualScheduler, promise: Promise<Value>): Promise<Value> {
  let isDone = false;
  const done = () => {
    isDone = true;
  };
  promise.then(done, done);
  for (let turn = 0; turn < 1000 && !isDone; turn += 1) await scheduler.advance(10);
  if (!isDone) throw new Error('nothing came of it within 10 s');
  return promise;
}

async function write(scheduler: VirtualScheduler, tab: ReplicaTab, text: string): Promise<EntryId> {
  const saved = await within(scheduler, tab.replica.send(chat, text));
  if (!saved.ok) throw new Error(saved.code);
  return saved.value;
}

async function textsOf(scheduler: VirtualScheduler, tab: ReplicaTab): Promise<string[]> {
  const opened = await within(scheduler, tab.replica.openChat(chat));
  const texts = opened.timeline().map(({ text }) => text);
  opened.close();
  return texts;
}

/** Hands a frame to the device of Bob as if his node had sent it. */
function tellBob(node: TinyNode, frame: DownFrame): void {
  for (const socket of node.sockets) if (socket.userId === bob.userId) socket.push(frame);
}

function headOf(browser: Browser): number | undefined {
  return browser.disk.peek('account', 'chats').find(({ chatId }) => chatId === chat)?.head;
}

function hellosOf(node: TinyNode): number {
  return node.heard.filter(({ type }) => type === 'hello').length;
}

test('R5: rows that come again, in whole or in part, change nothing', async () => {
  const { scheduler, node, his, desk } = await startChat();
  const rows = node.chats.get(chat)?.rows ?? [];
  const head = rows.length;
  for (const [from, to] of [
    [0, head],
    [1, head - 1],
    [head - 1, head],
  ] as const) {
    const some = rows.filter(({ position }) => position > from && position <= to);
    tellBob(node, { type: 'rows', chatId: chat, from, to, incomplete: [], rows: some });
    await scheduler.advance(1000);
    expect(headOf(his)).toBe(head);
  }
  expect(await textsOf(scheduler, desk)).toEqual(['one', 'two', 'three']);
});

test('R5: of a range with a gap before it nothing is kept, and the node is asked anew', async () => {
  const { scheduler, node, his, phone, desk } = await startChat();
  const head = node.chats.get(chat)?.rows.length ?? 0;
  const before = hellosOf(node);
  tellBob(node, {
    type: 'rows',
    chatId: chat,
    from: head + 5,
    to: head + 6,
    incomplete: [],
    rows: [],
  });
  await scheduler.advance(50);
  expect(headOf(his)).toBe(head);
  await scheduler.advance(60_000);
  expect(hellosOf(node)).toBeGreaterThan(before);
  await write(scheduler, phone, 'four');
  await scheduler.advance(2000);
  expect(await textsOf(scheduler, desk)).toEqual(['one', 'two', 'three', 'four']);
});

test('R5: a cursor is never lowered, whatever another tab still receives', async () => {
  const { scheduler, node, his, phone, desk } = await startChat();
  const other = await openTab(his);
  await write(scheduler, phone, 'four');
  await scheduler.advance(2000);
  const rows = node.chats.get(chat)?.rows ?? [];
  const head = rows.length;
  expect(headOf(his)).toBe(head);
  tellBob(node, {
    type: 'rows',
    chatId: chat,
    from: 0,
    to: 2,
    incomplete: [],
    rows: rows.slice(0, 2),
  });
  await scheduler.advance(2000);
  expect(headOf(his)).toBe(head);
  for (const tab of [desk, other]) {
    expect(await textsOf(scheduler, tab)).toEqual(['one', 'two', 'three', 'four']);
  }
});

test('R6: an accepted entry leaves the outbox only with its row', async () => {
  const { scheduler, node, hers, phone } = await startChat();
  const outbox = () => hers.disk.peek('account', 'outbox');
  node.answerNext = ({ entryId }) => ({ outcome: 'accepted', entryId, position: 5, number: 4 });
  const id = await write(scheduler, phone, 'four');
  await scheduler.advance(2000);
  expect(outbox()).toMatchObject([{ entryId: id, accepted: { position: 5 } }]);
  node.answerNext = undefined;
  expect(await textsOf(scheduler, phone)).toEqual(['one', 'two', 'three', 'four']);
  expect(phone.replica.unsent()).toBe(0);
});

test('S6: a refused entry stays, marked, until its person decides', async () => {
  const { scheduler, node, hers, phone } = await startChat();
  node.answerNext = ({ entryId }) => ({ outcome: 'refused', entryId, code: 'chat-not-found' });
  const id = await write(scheduler, phone, 'never');
  await scheduler.advance(60_000);
  node.answerNext = undefined;
  const outbox = () => hers.disk.peek('account', 'outbox');
  expect(outbox()).toMatchObject([{ entryId: id, refused: 'chat-not-found' }]);
  expect(await textsOf(scheduler, phone)).toContain('never');
  const again = await write(scheduler, phone, 'goes on');
  await scheduler.advance(2000);
  expect(node.texts(chat)).toEqual(['one', 'two', 'three', 'goes on']);
  expect(again).not.toBe(id);
  await within(scheduler, phone.replica.discard(id));
  expect(outbox()).toEqual([]);
});

test('S6: after "again" a device waits as long as asked, then begins anew at the oldest', async () => {
  const { scheduler, node, phone } = await startChat();
  const sent = () =>
    node.heard.flatMap((frame) => (frame.type === 'send' ? frame.entries : [])).length;
  const backoffMs = 7000;
  node.answerNext = ({ entryId }) => ({ outcome: 'again', entryId, code: 'busy', backoffMs });
  const before = sent();
  await write(scheduler, phone, 'four');
  await scheduler.advance(100);
  expect(sent()).toBe(before + 1);
  await write(scheduler, phone, 'five');
  await scheduler.advance(backoffMs - 1000);
  expect(sent()).toBe(before + 1);
  node.answerNext = undefined;
  await scheduler.advance(backoffMs);
  expect(node.texts(chat)).toEqual(['one', 'two', 'three', 'four', 'five']);
});

test('S6: waits double up to the limit, and never beyond it', async () => {
  const { scheduler, node, phone } = await startChat();
  const times: number[] = [];
  node.answerNext = ({ entryId }) => {
    times.push(scheduler.now());
    return { outcome: 'again', entryId, code: 'busy', backoffMs: 0 };
  };
  await write(scheduler, phone, 'four');
  await scheduler.advance(10 * 60_000);
  const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  for (const [index, wait] of waits.slice(1).entries()) {
    expect(wait).toBeGreaterThanOrEqual(waits[index] ?? 0);
    expect(wait).toBeLessThanOrEqual(limits.againMaxMs + 1000);
  }
  expect(waits.at(-1)).toBeGreaterThan(limits.againMaxMs / 2);
});

test('H5: of another history everything but the outbox is loaded anew', async () => {
  const { scheduler, node, hers, his, phone, desk } = await startChat();
  hers.disconnect();
  his.disconnect();
  const kept = await write(scheduler, phone, 'kept in the outbox');
  node.historyId = historyId('0193a1b2-0000-7000-8000-0000000000f2');
  node.chats.clear();
  await scheduler.advance(1000);
  hers.reconnect();
  his.reconnect();
  await scheduler.advance(120_000);
  for (const table of ['chats', 'documents', 'rows'] as const) {
    expect(his.disk.peek('account', table)).toEqual([]);
  }
  expect(await within(scheduler, desk.replica.chats())).toEqual([]);
  const left = hers.disk.peek('account', 'outbox').map(({ entryId }) => entryId);
  expect(left).toContain(kept);
});

test('K2: a node that stays silent is given up, and another connection is tried', async () => {
  const { scheduler, node, hers, phone } = await startChat();
  hers.isSwallowing = true;
  await write(scheduler, phone, 'into the void');
  await scheduler.advance(30_000);
  expect(phone.changes.findLast(({ type }) => type === 'connection')).not.toMatchObject({
    status: 'live',
  });
  hers.isSwallowing = false;
  await scheduler.advance(90_000);
  expect(node.texts(chat)).toEqual(['one', 'two', 'three', 'into the void']);
});

test('K4: tries are spread at random over a time that doubles, up to half a minute', () => {
  let state: ConnectionState = { status: 'waiting', failures: 0 };
  const longest: number[] = [];
  for (let tries = 0; tries < 8; tries += 1) {
    const { state: connecting } = step(state, { type: 'due' }, 0, 0);
    const closed = { type: 'closed', code: 1006 } as const;
    expect(step(connecting, closed, 0, 0).effects).toEqual([{ type: 'wait', ms: 0 }]);
    const { state: next, effects } = step(connecting, closed, 0, 1);
    for (const effect of effects) if (effect.type === 'wait') longest.push(effect.ms);
    state = next;
  }
  expect(longest).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

test('C2: after a final close code nothing is tried any more', () => {
  for (const code of [4400, 4401, 4402, 4426]) {
    const open = { status: 'live', failures: 0, openedAt: 0 } as const;
    const { state, effects } = step(open, { type: 'closed', code }, 0, 0.5);
    expect(state.status).toBe('over');
    expect(effects.map(({ type }) => type)).toEqual(['end']);
    expect(step(state, { type: 'due' }, 0, 0.5).effects).toEqual([]);
    expect(step(state, { type: 'hinted' }, 0, 0.5).effects).toEqual([]);
  }
  for (const code of [1001, 1006, 1011, 4008, 4013, 4029, 4999]) {
    const open = { status: 'live', failures: 0, openedAt: 0 } as const;
    expect(step(open, { type: 'closed', code }, 0, 0.5).state.status).toBe('waiting');
  }
});
