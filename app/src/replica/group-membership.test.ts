import { expect, test } from 'vitest';
import { isWaiting } from './outbox-entry.ts';
import { GroupWorld, inWords, membersIn, recordIn } from './testkit/group-world.ts';
import { alice, bob, mallory } from './testkit/world.ts';

test('what a removed person wrote offline is refused and shown to him, the chat read-only', async () => {
  const world = new GroupWorld();
  const { hers, his, theirs, group } = await world.gather();
  await world.say(hers, group, 'hello');
  await world.advance(1000);
  world.bob.disconnect();
  await world.say(his, group, 'wait for me');
  await world.wish(hers, group, { kind: 'members.remove', user: bob.userId });
  await world.advance(1000);
  world.bob.reconnect();
  await world.advance(3000);
  expect(await world.row(his, group)).toMatchObject({ ended: 'chat-removed', pending: false });
  expect(await world.told(his, group)).toEqual([
    '(created)',
    'hello',
    'wait for me refused chat-not-found',
  ]);
  const sent = await world.within(his.replica.send(group, 'hello?'));
  expect(sent).toEqual({ ok: false, code: 'chat-removed' });
  const view = await world.view(his, group);
  expect([view.myRole, view.may('write')]).toEqual([undefined, false]);
  await world.say(hers, group, 'he is out');
  await world.advance(1000);
  expect(await world.told(his, group)).not.toContain('he is out');
  expect(await world.told(theirs, group)).toEqual(['(created)', 'hello', '(removed)', 'he is out']);
});

test('whoever leaves keeps what he had, until he puts it away from his device', async () => {
  const world = new GroupWorld();
  const { hers, his, group } = await world.gather();
  const other = await world.open(world.bob);
  await world.say(hers, group, 'hello');
  await world.advance(1000);
  await world.within(his.replica.leaveDevice(group));
  expect(await world.told(his, group)).toEqual(['(created)', 'hello']);
  await world.wish(his, group, { kind: 'member.leave' });
  await world.advance(2000);
  expect(world.bob.disk.peek('account', 'outbox')).toEqual([]);
  expect(await world.row(his, group)).toMatchObject({ ended: 'chat-left' });
  expect(await world.told(other, group)).toEqual(['(created)', 'hello']);
  expect(await world.told(hers, group)).toEqual(['(created)', 'hello', '(left)']);
  await world.within(his.replica.leaveDevice(group));
  await world.advance(1000);
  for (const table of ['chats', 'documents', 'rows', 'receipts', 'members'] as const) {
    expect(world.bob.disk.peek('account', table)).toEqual([]);
  }
  for (const tab of [his, other]) {
    expect(tab.changes).toContainEqual({ type: 'gone', chatId: group });
  }
  world.bob.disconnect();
  world.bob.reconnect();
  await world.advance(2000);
  expect(await world.row(his, group)).toBe(undefined);
});

test('a group that its owner deleted is gone from each device, but not what somebody wrote into it', async () => {
  const world = new GroupWorld();
  const { hers, his, group } = await world.gather();
  const other = await world.open(world.bob);
  const opened = await world.within(other.replica.openChat(group));
  await world.say(hers, group, 'secret');
  await world.advance(1000);
  expect(opened.timeline().map(inWords)).toEqual(['(created)', 'secret']);
  world.bob.disconnect();
  await world.say(his, group, 'my poem');
  await world.wish(hers, group, { kind: 'group.delete' });
  await world.advance(1000);
  world.bob.reconnect();
  await world.advance(3000);
  for (const browser of [world.alice, world.bob]) {
    for (const table of ['documents', 'rows', 'receipts', 'members'] as const) {
      expect(browser.disk.peek('account', table)).toEqual([]);
    }
    expect(JSON.stringify(recordIn(browser, group))).not.toContain('secret');
  }
  expect(await world.row(hers, group)).toMatchObject({ title: 'Trip', ended: 'chat-deleted' });
  expect(world.alice.disk.peek('account', 'outbox').filter(isWaiting)).toEqual([]);
  const kept = ['my poem refused chat-deleted'];
  expect(await world.told(his, group)).toEqual(kept);
  expect(opened.timeline().map(inWords)).toEqual(kept);
  expect(await world.within(his.replica.send(group, 'hello?'))).toMatchObject({
    code: 'chat-deleted',
  });
  await world.within(his.replica.leaveDevice(group));
  await world.advance(1000);
  expect(opened.timeline()).toEqual([]);
  expect(await world.row(his, group)).toBe(undefined);
});

test('a chat that comes back goes on, with all that happened meanwhile', async () => {
  const world = new GroupWorld();
  const { hers, his, group } = await world.gather();
  await world.say(hers, group, 'one');
  await world.wish(hers, group, { kind: 'members.remove', user: bob.userId });
  await world.say(hers, group, 'two');
  await world.advance(2000);
  expect(await world.told(his, group)).toEqual(['(created)', 'one']);
  await world.wish(hers, group, { kind: 'members.add', users: [bob.userId] });
  await world.advance(2000);
  await world.say(hers, group, 'three');
  await world.advance(2000);
  const story = ['(created)', 'one', '(removed)', 'two', '(added)', 'three'];
  expect(await world.told(his, group)).toEqual(story);
  expect(await world.row(his, group)).toMatchObject({ ended: undefined, unread: { count: 1 } });
  await world.say(his, group, 'here again');
  await world.advance(1000);
  expect(await world.told(hers, group)).toEqual([...story, 'here again']);
});

test('an earlier time in a group stays readable for whoever comes back without the past', async () => {
  const world = new GroupWorld();
  const { hers, his, group } = await world.gather();
  await world.say(hers, group, 'one');
  await world.wish(hers, group, { kind: 'group.settings', settings: { history: 'none' } });
  await world.wish(hers, group, { kind: 'members.remove', user: bob.userId });
  await world.say(hers, group, 'secret');
  await world.advance(2000);
  await world.wish(hers, group, { kind: 'members.add', users: [bob.userId] });
  await world.say(hers, group, 'two');
  await world.advance(2000);
  const opened = await world.within(his.replica.openChat(group));
  while (opened.hasEarlier()) await world.within(opened.loadEarlier());
  expect(opened.timeline().map(inWords)).toEqual([
    '(created)',
    'one',
    '(settings)',
    '(added)',
    'two',
  ]);
  expect(recordIn(world.bob, group)).toMatchObject({ behind: [], history: 1 });
});

test('newcomers without the past ask for nothing of it, and have missed nothing', async () => {
  const world = new GroupWorld();
  world.node.segmentMessages = 3;
  const { hers, theirs, group } = await world.gather([bob.userId]);
  await world.wish(hers, group, { kind: 'group.settings', settings: { history: 'none' } });
  for (let n = 0; n < 8; n += 1) await world.say(hers, group, `secret ${n}`);
  await world.advance(2000);
  await world.wish(hers, group, { kind: 'members.add', users: [mallory.userId] });
  while ((recordIn(world.mallory, group)?.head ?? 0) === 0) await world.advance(1);
  expect(recordIn(world.mallory, group)).toMatchObject({ segment: 4, heldFrom: 4 });
  await world.say(hers, group, 'welcome');
  await world.advance(60_000);
  const opened = await world.within(theirs.replica.openChat(group));
  expect(opened.timeline().map(inWords)).toEqual(['(added)', 'welcome']);
  expect(opened.hasEarlier()).toBe(false);
  expect(await world.within(opened.loadEarlier())).toMatchObject({ ok: true });
  const [added] = opened.timeline();
  expect(opened.readAtOpening).toBe((added?.number ?? 0) - 1);
  expect(await world.row(theirs, group)).toMatchObject({ unread: { count: 1, more: false } });
  const record = recordIn(world.mallory, group);
  expect(record).toMatchObject({ behind: [], heldFrom: record?.history });
  const asked = world.node.heard.flatMap((frame) =>
    frame.type === 'fetch' ? frame.documents : [],
  );
  expect(asked.filter(({ document }) => document !== 'chat' && document < 4)).toEqual([]);
  const held = [
    ...world.mallory.disk.peek('account', 'rows').map(({ update }) => update),
    ...world.mallory.disk.peek('account', 'documents').map(({ snapshot }) => snapshot),
  ].map((bytes) => new TextDecoder().decode(bytes));
  expect(held.some((text) => text.includes('welcome'))).toBe(true);
  expect(held.filter((text) => text.includes('secret'))).toEqual([]);
  expect(membersIn(await world.view(theirs, group))).toEqual(['a1 owner', 'b1', 'c1']);
});

test('newcomers who may see the past read it, and have none of it to catch up on', async () => {
  const world = new GroupWorld();
  world.node.segmentMessages = 3;
  const { hers, theirs, group } = await world.gather([bob.userId]);
  for (let n = 0; n < 8; n += 1) await world.say(hers, group, `m${n}`);
  await world.advance(2000);
  world.node.empty(group, 6);
  await world.wish(hers, group, { kind: 'members.add', users: [mallory.userId] });
  await world.advance(2000);
  expect(await world.row(theirs, group)).toMatchObject({ unread: { count: 0, more: false } });
  const opened = await world.within(theirs.replica.openChat(group));
  while (opened.hasEarlier()) await world.within(opened.loadEarlier());
  expect(opened.timeline()).toHaveLength(10);
});

test('a message has reached a group when it has reached all who were there and still are', async () => {
  const world = new GroupWorld();
  const { hers, his, theirs, group } = await world.gather();
  const opened = await world.within(hers.replica.openChat(group));
  const state = () => opened.timeline().find(({ kind }) => kind === 'message')?.state;
  world.mallory.disconnect();
  const id = await world.say(hers, group, 'who reads this?');
  await world.advance(2000);
  expect(state()).toBe('sent');
  const read = async (tab: typeof his) => {
    const theirChat = await world.within(tab.replica.openChat(group));
    theirChat.markRead(theirChat.timeline().at(-1)?.number ?? 0);
    await world.advance(2000);
    theirChat.close();
  };
  await read(his);
  expect(state()).toBe('sent');
  const { number = 0 } = opened.timeline().find((message) => message.id === id) ?? {};
  expect(await world.within(opened.receiptsOf(number))).toEqual([
    { userId: bob.userId, delivered: true, read: true },
    { userId: mallory.userId, delivered: false, read: false },
  ]);
  world.mallory.reconnect();
  await world.advance(3000);
  expect(state()).toBe('delivered');
  await world.wish(hers, group, { kind: 'members.remove', user: mallory.userId });
  await world.advance(2000);
  expect(state()).toBe('read');
  await world.wish(hers, group, { kind: 'members.add', users: [mallory.userId] });
  await world.advance(2000);
  expect(state()).toBe('read');
  expect(await world.within(opened.receiptsOf(number))).toHaveLength(1);
  await read(theirs);
  expect(state()).toBe('read');
});

test('somebody who is not known is invited, declines and hears no more; nothing of it stays', async () => {
  const world = new GroupWorld();
  world.node.strangers.add(mallory.userId);
  const { hers, theirs, group } = await world.gather();
  expect((await world.view(hers, group)).invited).toMatchObject([{ userId: mallory.userId }]);
  expect(await world.row(theirs, group)).toBe(undefined);
  const decline = { kind: 'invitation.decline' } as const;
  expect(await world.within(theirs.replica.enterGroup(group, decline))).toMatchObject({ ok: true });
  await world.advance(2000);
  expect((await world.view(hers, group)).invited).toEqual([]);
  expect(world.mallory.disk.peek('account', 'chats')).toEqual([]);
  expect(world.mallory.disk.peek('account', 'outbox')).toEqual([]);
});

test('an invitation is accepted offline, and the group comes with the network', async () => {
  const world = new GroupWorld();
  world.node.strangers.add(mallory.userId);
  const { hers, theirs, group } = await world.gather();
  world.mallory.disconnect();
  const accept = { kind: 'invitation.accept' } as const;
  await world.within(theirs.replica.enterGroup(group, accept, { title: 'Trip' }));
  expect(await world.row(theirs, group)).toMatchObject({ title: 'Trip', pending: true });
  expect(await world.told(theirs, group)).toEqual(['(joined) saved']);
  world.mallory.reconnect();
  await world.advance(3000);
  expect(await world.told(theirs, group)).toEqual(['(created)', '(joined)']);
  expect(membersIn(await world.view(hers, group))).toEqual(['a1 owner', 'b1', 'c1']);
  expect(await world.within(theirs.replica.enterGroup(group, accept))).toMatchObject({
    code: 'no-change',
  });
});

test('who comes by a link waits for an administrator, and is in once he was let in', async () => {
  const world = new GroupWorld();
  const { hers, theirs, group } = await world.gather([bob.userId]);
  const invite = 'abcdefghijklmnopqrstuv';
  world.node.invites.set(invite, { by: alice.userId, createdAt: 1, needsApproval: true });
  const known = { title: 'Trip' };
  await world.within(theirs.replica.enterGroup(group, { kind: 'group.join', invite }, known));
  await world.advance(2000);
  expect(await world.told(theirs, group)).toEqual(['(joined) sent']);
  expect((await world.view(hers, group)).asked).toMatchObject([{ userId: mallory.userId }]);
  await world.wish(hers, group, { kind: 'members.admit', user: mallory.userId });
  await world.advance(2000);
  expect(await world.told(theirs, group)).toEqual(['(created)', '(asked)', '(admitted)']);
  expect(world.mallory.disk.peek('account', 'outbox')).toEqual([]);
});

test('what is named of the past to somebody who may not see it is waited for by nobody', async () => {
  const world = new GroupWorld();
  world.node.segmentMessages = 3;
  world.node.namesWithheld = true;
  const { hers, theirs, group } = await world.gather([bob.userId]);
  await world.wish(hers, group, { kind: 'group.settings', settings: { history: 'none' } });
  for (let n = 0; n < 8; n += 1) await world.say(hers, group, `secret ${n}`);
  await world.advance(2000);
  await world.wish(hers, group, { kind: 'members.add', users: [mallory.userId] });
  await world.advance(60_000);
  expect(recordIn(world.mallory, group)).toMatchObject({ behind: [], heldFrom: 4, history: 4 });
  expect(await world.told(theirs, group)).toEqual(['(added)']);
  expect(theirs.changes.findLast(({ type }) => type === 'connection')).toMatchObject({
    status: 'live',
  });
});

test.each([
  ['deleted', { kind: 'group.delete' }, 'chat-deleted'],
  ['left', { kind: 'member.leave' }, 'chat-left'],
] as const)(
  'a group that was made and %s before the node heard of it is over',
  async (_, wish, code) => {
    const world = new GroupWorld();
    const { hers } = await world.openAll();
    world.alice.disconnect();
    const group = await world.create(hers);
    await world.say(hers, group, 'hello');
    await world.wish(hers, group, wish);
    world.alice.reconnect();
    await world.advance(3000);
    expect(world.alice.disk.peek('account', 'outbox')).toEqual([]);
    expect(await world.row(hers, group)).toMatchObject({ title: 'Trip', ended: code });
  },
);
