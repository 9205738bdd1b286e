import { limits } from '@jibber/schema/limits';
import { expect, test } from 'vitest';
import { personOf } from './testkit/tiny-person.ts';
import { alice, bob, chat, shownIn, World } from './testkit/world.ts';

test('a message goes from one person to another, once, with its ticks', async () => {
  const world = new World();
  const [ofAlice, ofBob] = [await world.open(world.alice), await world.open(world.bob)];
  expect(await world.within(ofAlice.replica.openDirect(personOf(bob.userId)))).toEqual({
    ok: true,
    value: chat,
  });
  const hers = await world.openChat(ofAlice);
  await world.write(ofAlice, 'Hello Bob');
  expect(shownIn(hers)).toEqual(['Hello Bob saved']);
  await world.advance(2000);
  expect(world.node.texts(chat)).toEqual(['Hello Bob']);
  const his = await world.openChat(ofBob);
  expect(shownIn(his)).toEqual(['Hello Bob']);
  expect(await world.within(ofBob.replica.chats())).toMatchObject([
    { chatId: chat, peer: alice.userId, title: 'Person a1', unread: { count: 1, more: false } },
  ]);
  expect(shownIn(hers)).toEqual(['Hello Bob delivered']);
  his.markRead(1);
  await world.advance(2000);
  expect(shownIn(hers)).toEqual(['Hello Bob read']);
  expect(ofAlice.replica.unsent()).toBe(0);
  expect(await world.within(ofBob.replica.chats())).toMatchObject([{ unread: { count: 0 } }]);
});

test('offline everything can be written; it arrives once, in order, when the network is back', async () => {
  const world = new World();
  const { hers, his } = await world.meet('before');
  world.alice.disconnect();
  world.bob.disconnect();
  for (const text of ['a1', 'a2', 'a3']) await world.write(hers, text);
  for (const text of ['b1', 'b2']) await world.write(his, text);
  expect(hers.replica.unsent()).toBe(3);
  expect(await world.shown(his)).toEqual(['before', 'b1 saved', 'b2 saved']);
  world.alice.reconnect();
  await world.advance(5000);
  world.bob.reconnect();
  await world.advance(5000);
  const texts = ['before', 'a1', 'a2', 'a3', 'b1', 'b2'];
  expect(world.node.texts(chat)).toEqual(texts);
  for (const tab of [hers, his]) {
    const shown = await world.shown(tab);
    expect(shown.map((text) => text.split(' ')[0])).toEqual(texts);
    expect(tab.replica.unsent()).toBe(0);
  }
});

test('a cold start without a network shows the list and the history', async () => {
  const world = new World();
  const { his } = await world.meet('one', 'two');
  his.kill();
  world.bob.disconnect();
  const tab = await world.open(world.bob);
  expect(await world.within(tab.replica.chats())).toMatchObject([
    { title: 'Person a1', preview: { text: 'two', author: alice.userId }, unread: { count: 2 } },
  ]);
  expect(await world.shown(tab)).toEqual(['one', 'two']);
  expect(tab.changes).toContainEqual(expect.objectContaining({ status: 'offline' }));
});

test('what was saved is there after the browser was killed, and is sent once', async () => {
  const world = new World();
  const { hers } = await world.meet();
  world.alice.disconnect();
  await world.write(hers, 'saved here');
  hers.kill();
  world.alice.disk.cutPower();
  world.alice.isOnline = true;
  const again = await world.open(world.alice);
  await world.advance(2000);
  expect(world.node.texts(chat)).toEqual(['saved here']);
  expect(await world.shown(again)).toEqual(['saved here sent']);
});

test('a browser killed between sending and the answer sends again, and the message stands once', async () => {
  const world = new World();
  const { hers } = await world.meet();
  world.alice.delayMs = 200;
  await world.write(hers, 'once');
  await world.advance(150);
  hers.kill();
  await world.advance(1000);
  const again = await world.open(world.alice);
  await world.advance(3000);
  expect(world.node.texts(chat)).toEqual(['once']);
  expect(await world.shown(again)).toEqual(['once sent']);
  expect(again.replica.unsent()).toBe(0);
});

test('a text is told as saved only once the transaction that holds it is complete', async () => {
  const world = new World();
  const { hers } = await world.meet();
  world.alice.disk.commitMs = 500;
  let isSaved = false;
  void hers.replica.send(chat, 'slow disk').then(() => {
    isSaved = true;
  });
  await world.advance(400);
  expect(isSaved).toBe(false);
  hers.kill();
  expect(world.alice.disk.peek('account', 'outbox')).toEqual([]);
});

test('a full disk refuses the text and says so, until there is room again', async () => {
  const world = new World();
  const { hers } = await world.meet();
  world.alice.disk.fault = 'full';
  expect(await world.within(hers.replica.send(chat, 'lost?'))).toEqual({ ok: false, code: 'full' });
  expect(hers.changes).toContainEqual({ type: 'trouble', trouble: 'full' });
  world.alice.disk.fault = undefined;
  await world.write(hers, 'there is room');
  expect(hers.changes.at(-1)).not.toEqual({ type: 'trouble', trouble: 'full' });
  expect(hers.changes).toContainEqual({ type: 'trouble', trouble: undefined });
  await world.advance(2000);
  expect(world.node.texts(chat)).toEqual(['there is room']);
});

test('a chat for which there is no room is not said to be open; one that is here is found', async () => {
  const world = new World();
  const hers = await world.open(world.alice);
  world.alice.disk.fault = 'full';
  const open = () => world.within(hers.replica.openDirect(personOf(bob.userId)));
  expect(await open()).toEqual({ ok: false, code: 'full' });
  expect(world.alice.disk.peek('account', 'chats')).toEqual([]);
  world.alice.disk.fault = undefined;
  expect(await open()).toMatchObject({ ok: true });
  world.alice.disk.fault = 'full';
  expect(await open()).toMatchObject({ ok: true });
});

test('the local rules refuse what nobody could send', async () => {
  const world = new World();
  const { hers } = await world.meet('hers');
  const his = await world.open(world.bob);
  const [message] = (await world.openChat(his)).timeline();
  const longText = 'x'.repeat(limits.textUnits + 1);
  expect(await world.within(hers.replica.send(chat, longText))).toMatchObject({
    code: 'text-too-long',
  });
  expect(await world.within(hers.replica.send(chat, ' \n '))).toMatchObject({ code: 'text-empty' });
  if (message === undefined) throw new Error('no message');
  const edited = await world.within(his.replica.edit(chat, message.id, 'not mine'));
  expect(edited).toMatchObject({ ok: false, code: 'message-not-found' });
});

test('an edit and a deletion show at once, and then for everybody', async () => {
  const world = new World();
  const { hers, his } = await world.meet('one', 'two');
  const [ofAlice, ofBob] = [await world.openChat(hers), await world.openChat(his)];
  const [one, two] = ofAlice.timeline();
  if (one === undefined || two === undefined) throw new Error('no messages');
  world.alice.delayMs = 100;
  await world.within(hers.replica.edit(chat, one.id, 'one, edited'));
  expect(shownIn(ofAlice)).toEqual(['one, edited delivered changing', 'two delivered']);
  await world.within(hers.replica.delete(chat, two.id));
  expect(shownIn(ofAlice)[1]).toBe('(deleted) delivered changing');
  await world.advance(2000);
  expect(shownIn(ofBob)).toEqual(['one, edited', 'two']);
  await world.advance(limits.undoMs);
  expect(shownIn(ofAlice)).toEqual(['one, edited delivered', '(deleted) delivered']);
  expect(shownIn(ofBob)).toEqual(['one, edited', '(deleted)']);
  expect(ofBob.timeline()[0]).toMatchObject({ edited: true });
  expect(ofBob.timeline()[1]).toMatchObject({ deletedBy: alice.userId });
  expect(await world.within(his.replica.chats())).toMatchObject([
    { preview: { kind: 'deleted', text: '' }, unread: { count: 1 } },
  ]);
});

test('a deletion can be taken back while it is held, and not afterwards', async () => {
  const world = new World();
  const { hers } = await world.meet('keep', 'drop');
  const opened = await world.openChat(hers);
  const [keep, drop] = opened.timeline();
  if (keep === undefined || drop === undefined) throw new Error('no messages');
  const first = await world.within(hers.replica.delete(chat, keep.id));
  const second = await world.within(hers.replica.delete(chat, drop.id));
  if (!first.ok || !second.ok) throw new Error('not saved');
  await world.advance(limits.undoMs - 1000);
  expect(await world.within(hers.replica.undoDelete(first.value))).toBe(true);
  expect(shownIn(opened)[0]).toBe('keep delivered');
  await world.advance(3000);
  expect(await world.within(hers.replica.undoDelete(second.value))).toBe(false);
  expect(world.node.texts(chat)).toEqual(['keep', '(deleted)']);
});

test('a held deletion goes on when the browser is killed meanwhile', async () => {
  const world = new World();
  const { hers } = await world.meet('drop');
  const opened = await world.openChat(hers);
  await world.within(hers.replica.delete(chat, opened.timeline()[0]?.id ?? shownNothing()));
  hers.kill();
  await world.open(world.alice);
  await world.advance(limits.undoMs + 1000);
  expect(world.node.texts(chat)).toEqual(['(deleted)']);
});

test('deleted text is nowhere on the devices of both once they have heard of it', async () => {
  const world = new World();
  const { hers } = await world.meet('first', 'a secret to erase', 'last');
  const opened = await world.openChat(hers);
  await world.within(hers.replica.delete(chat, opened.timeline()[1]?.id ?? shownNothing()));
  await world.advance(limits.undoMs + 2000);
  for (const browser of [world.alice, world.bob]) {
    const content = [
      ...browser.disk.peek('account', 'documents').map(({ snapshot }) => snapshot),
      ...browser.disk.peek('account', 'rows').map(({ update }) => update),
    ];
    const texts = content.map((bytes) => new TextDecoder().decode(bytes));
    expect(texts.some((text) => text.includes('first'))).toBe(true);
    expect(texts.some((text) => text.includes('a secret to erase'))).toBe(false);
    const records = JSON.stringify([
      browser.disk.peek('account', 'chats'),
      browser.disk.peek('account', 'outbox'),
    ]);
    expect(records).not.toContain('a secret to erase');
  }
});

function shownNothing(): never {
  throw new Error('there is no such message');
}
