import { expect, test } from 'vitest';
import { Browser } from './testkit/browser.ts';
import { bob, chat, shownIn, World } from './testkit/world.ts';

function recordOf(browser: Browser) {
  const [record] = browser.disk.peek('account', 'chats');
  if (record === undefined) throw new Error('the chat is not here');
  return record;
}

test('a chat of one segment that comes as documents is complete, with nothing behind', async () => {
  const world = new World();
  await world.meet('one', 'two', 'three');
  world.node.empty(chat, 4);
  const tablet = new Browser(world.scheduler, world.node, bob);
  const tab = await world.open(tablet);
  await world.advance(3000);
  expect(recordOf(tablet)).toMatchObject({ heldFrom: 0, behind: [], lastNumber: 3 });
  expect(shownIn(await world.openChat(tab))).toEqual(['one', 'two', 'three']);
});

test('what was read on another device is not unread on a new one', async () => {
  const world = new World();
  const { his } = await world.meet('one', 'two');
  const opened = await world.openChat(his);
  opened.markRead(2);
  await world.advance(2000);
  const tablet = new Browser(world.scheduler, world.node, bob);
  await world.open(tablet);
  await world.advance(3000);
  expect(recordOf(tablet).unread).toEqual({ count: 0, more: false });
});
