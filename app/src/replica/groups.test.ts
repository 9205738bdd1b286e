import { expect, test } from 'vitest';
import { GroupWorld, membersIn, recordIn } from './testkit/group-world.ts';
import { alice, bob, mallory } from './testkit/world.ts';

test('a group made without a network is there at once, pending, and later for everybody', async () => {
  const world = new GroupWorld();
  const { hers, his } = await world.openAll();
  world.alice.disconnect();
  const group = await world.create(hers, { about: 'to the sea' });
  await world.say(hers, group, 'who comes?');
  expect(await world.row(hers, group)).toMatchObject({
    kind: 'group',
    title: 'Trip',
    pending: true,
    preview: { kind: 'message', text: 'who comes?', state: 'saved' },
  });
  expect(await world.told(hers, group)).toEqual(['(created) saved', 'who comes? saved']);
  const wished = await world.view(hers, group);
  expect(wished).toMatchObject({ title: 'Trip', about: 'to the sea', myRole: 'owner' });
  expect(membersIn(wished)).toEqual(['a1 owner']);
  expect(wished.invited.map(({ userId }) => userId)).toEqual([bob.userId, mallory.userId]);
  world.alice.reconnect();
  await world.advance(3000);
  for (const tab of [hers, his]) {
    expect(await world.told(tab, group)).toEqual(['(created)', 'who comes?']);
    expect(membersIn(await world.view(tab, group))).toEqual(['a1 owner', 'b1', 'c1']);
  }
  expect(await world.row(hers, group)).toMatchObject({ pending: false, ended: undefined });
  expect(await world.row(his, group)).toMatchObject({
    title: 'Trip',
    unread: { count: 1, more: false },
    preview: { kind: 'message', text: 'who comes?' },
  });
});

test('an event is the last thing of a group in the list, and is not unread', async () => {
  const world = new GroupWorld();
  const { hers, his, group } = await world.gather();
  const before = (await world.row(his, group))?.sortAt ?? 0;
  await world.wish(hers, group, { kind: 'group.rename', title: 'Sea' });
  await world.advance(1000);
  const row = await world.row(his, group);
  expect(row).toMatchObject({
    title: 'Sea',
    unread: { count: 0 },
    preview: { kind: 'event', text: '', event: { type: 'renamed', title: 'Sea' } },
  });
  expect(row?.sortAt).toBeGreaterThan(before);
});

test('a group that cannot be made takes everything in it with it, and a retry brings it all', async () => {
  const world = new GroupWorld();
  const { hers, his } = await world.openAll();
  world.alice.disconnect();
  const group = await world.create(hers);
  await world.say(hers, group, 'hello');
  await world.wish(hers, group, { kind: 'group.describe', about: 'to the sea' });
  world.node.answerNext = ({ entryId }) => ({ outcome: 'refused', entryId, code: 'group-full' });
  world.alice.reconnect();
  await world.advance(3000);
  expect(await world.told(hers, group)).toEqual([
    '(created) refused group-full',
    'hello refused group-full',
    '(described) refused group-full',
  ]);
  expect(await world.row(hers, group)).toMatchObject({ title: 'Trip', pending: true });
  world.node.answerNext = undefined;
  const refused = await world.look(hers, group, (opened) => opened.timeline()[1]?.refusal);
  if (refused === undefined) throw new Error('nothing was refused');
  await world.within(hers.replica.retry(refused.entryId));
  await world.advance(3000);
  expect(await world.told(his, group)).toEqual(['(created)', 'hello', '(described)']);
  expect(world.alice.disk.peek('account', 'outbox')).toEqual([]);
});

test('of a group that was only a wish nothing stays once it is thrown away', async () => {
  const world = new GroupWorld();
  const { hers } = await world.openAll();
  const other = await world.open(world.alice);
  world.node.answerNext = ({ entryId }) => ({ outcome: 'refused', entryId, code: 'group-full' });
  const group = await world.create(hers);
  await world.say(hers, group, 'hello');
  await world.advance(3000);
  const refused = await world.look(hers, group, (opened) => opened.timeline()[0]?.refusal);
  if (refused === undefined) throw new Error('nothing was refused');
  await world.within(hers.replica.discard(refused.entryId));
  await world.advance(1000);
  for (const tab of [hers, other]) {
    expect(tab.changes).toContainEqual({ type: 'gone', chatId: group });
    expect(await world.row(tab, group)).toBe(undefined);
  }
  expect(recordIn(world.alice, group)).toBe(undefined);
});

test('wishes lie over what was accepted, marked; two renames settle the same everywhere', async () => {
  const world = new GroupWorld();
  const { hers, his, theirs, group } = await world.gather();
  world.alice.disconnect();
  world.bob.disconnect();
  await world.wish(hers, group, { kind: 'group.rename', title: 'Hers' });
  await world.wish(his, group, { kind: 'group.rename', title: 'His' });
  const pending = await world.view(hers, group);
  expect([pending.title, pending.isPending('title')]).toEqual(['Hers', true]);
  expect((await world.row(hers, group))?.title).toBe('Hers');
  expect(await world.told(hers, group)).toEqual(['(created)', '(renamed) saved']);
  world.bob.reconnect();
  await world.advance(2000);
  world.alice.reconnect();
  await world.advance(2000);
  for (const tab of [hers, his, theirs]) {
    const view = await world.view(tab, group);
    expect([view.title, view.isPending('title')]).toEqual(['Hers', false]);
    expect((await world.row(tab, group))?.title).toBe('Hers');
    expect(await world.told(tab, group)).toEqual(['(created)', '(renamed)', '(renamed)']);
  }
});

test('a wish gives no right: who was not let do something is not let do it by his own wishes', async () => {
  const world = new GroupWorld();
  const { hers, his, group } = await world.gather();
  const { userId } = bob;
  await world.wish(hers, group, { kind: 'group.settings', settings: { change: 'administrators' } });
  await world.advance(1000);
  const rename = { kind: 'group.rename', title: 'Mine' } as const;
  expect(await world.tryTo(his, group, rename)).toBe('not-allowed');
  expect(await world.tryTo(his, group, { kind: 'member.role', user: userId, role: 'owner' })).toBe(
    'not-allowed',
  );
  const may = await world.view(his, group);
  expect([may.may('write'), may.may('change'), may.may('moderate')]).toEqual([true, false, false]);
  // What is given away is gone at once, what is not accepted is not had.
  world.alice.disconnect();
  await world.wish(hers, group, { kind: 'member.role', user: userId, role: 'owner' });
  const given = await world.view(hers, group);
  expect(given.myRole).toBe('owner');
  expect([given.may('moderate'), given.may('end')]).toEqual([true, false]);
  expect(membersIn(given)).toEqual(['b1 owner pending', 'a1 administrator', 'c1']);
  expect(await world.tryTo(hers, group, { kind: 'group.delete' })).toBe('not-allowed');
  world.alice.reconnect();
  await world.advance(2000);
  expect(membersIn(await world.view(his, group))).toEqual(['b1 owner', 'a1 administrator', 'c1']);
});

test('a refused wish says why and can be thrown away; one without a place in the timeline, too', async () => {
  const world = new GroupWorld();
  const { hers, his, group } = await world.gather();
  await world.wish(hers, group, { kind: 'member.role', user: bob.userId, role: 'administrator' });
  await world.advance(1000);
  world.bob.disconnect();
  await world.wish(his, group, { kind: 'members.remove', user: mallory.userId });
  await world.wish(hers, group, { kind: 'members.remove', user: mallory.userId });
  await world.advance(1000);
  world.bob.reconnect();
  await world.advance(2000);
  expect((await world.told(his, group)).at(-1)).toBe('(removed) refused member-not-found');
  const refusal = await world.look(his, group, (opened) => opened.timeline().at(-1)?.refusal);
  expect(refusal).toMatchObject({ kind: 'members.remove', text: '' });
  if (refusal === undefined) throw new Error('nothing was refused');
  await world.within(his.replica.discard(refusal.entryId));
  await world.advance(100);
  expect((await world.told(his, group)).at(-1)).toBe('(removed)');
  world.node.answerNext = ({ entryId }) => ({ outcome: 'refused', entryId, code: 'not-allowed' });
  await world.wish(hers, group, { kind: 'group.delete' });
  await world.advance(2000);
  expect((await world.told(hers, group)).at(-1)).toBe('(group.delete) refused not-allowed');
});

test('who is in an open group has a name, and whoever is in a group with one is an acquaintance', async () => {
  const world = new GroupWorld();
  const { hers, his, group } = await world.gather();
  expect(his.replica.person(mallory.userId)).toBe(undefined);
  await world.view(his, group);
  await world.advance(1000);
  expect(his.replica.person(mallory.userId)?.name).toBe('Person c1');
  const known = () => [...his.replica.acquaintances()].sort();
  expect(known()).toEqual([alice.userId, mallory.userId]);
  await world.wish(hers, group, { kind: 'members.remove', user: mallory.userId });
  await world.advance(1000);
  expect(known()).toEqual([alice.userId]);
  await world.wish(hers, group, { kind: 'members.remove', user: bob.userId });
  await world.advance(1000);
  expect(known()).toEqual([]);
});
