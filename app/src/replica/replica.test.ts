import type { Me } from '@jibber/schema/commands/account';
import { directChatId, userId } from '@jibber/schema/ids';
import { expect, test } from 'vitest';
import type { OpenedChat } from './replica.ts';
import { Browser, personOf, type Tab } from './testkit/browser.ts';
import { TinyNode } from './testkit/tiny-node.ts';
import { VirtualScheduler } from './testkit/virtual-scheduler.ts';

const alice = makeMe('a1');
const bob = makeMe('b1');
const chat = directChatId(alice.userId, bob.userId);

function makeMe(tail: string): Me {
  const id = userId(`0193a1b2-0000-7000-8000-0000000000${tail}`);
  return { ...personOf(id), address: `${tail}@example.org` };
}

function makeWorld() {
  const scheduler = new VirtualScheduler();
  const node = new TinyNode(scheduler);
  return {
    scheduler,
    node,
    alice: new Browser(scheduler, node, alice),
    bob: new Browser(scheduler, node, bob),
  };
}

/** A promise of the replica, with the time it needs. */
async function within<Value>(scheduler: VirtualScheduler, promise: Promise<Value>): Promise<Value> {
  let isDone = false;
  void promise.then(
    () => {
      isDone = true;
    },
    () => {
      isDone = true;
    },
  );
  for (let turn = 0; turn < 1000 && !isDone; turn += 1) await scheduler.advance(10);
  if (!isDone) throw new Error('nothing came of it within 10 s');
  return promise;
}

async function startTab(browser: Browser): Promise<Tab> {
  const tab = browser.openTab();
  await within(browser.scheduler, tab.start());
  await browser.scheduler.advance(1000);
  return tab;
}

function shown(opened: OpenedChat): string[] {
  return opened.timeline().map((message) => `${message.text} ${message.state ?? ''}`.trim());
}

test('a message goes from one person to another, once, with its ticks', async () => {
  const world = makeWorld();
  const { scheduler } = world;
  const [ofAlice, ofBob] = [await startTab(world.alice), await startTab(world.bob)];
  const opened = await within(scheduler, ofAlice.replica.openDirect(personOf(bob.userId)));
  expect(opened).toBe(chat);
  const hers = await within(scheduler, ofAlice.replica.openChat(chat));
  const sent = await within(scheduler, ofAlice.replica.send(chat, 'Hello Bob'));
  expect(sent.ok).toBe(true);
  expect(shown(hers)).toEqual(['Hello Bob saved']);
  await scheduler.advance(2000);
  expect(world.node.texts(chat)).toEqual(['Hello Bob']);
  const his = await within(scheduler, ofBob.replica.openChat(chat));
  expect(shown(his)).toEqual(['Hello Bob']);
  const rows = await within(scheduler, ofBob.replica.chats());
  expect(rows).toMatchObject([
    { chatId: chat, peer: alice.userId, title: 'Person a1', unread: { count: 1, more: false } },
  ]);
  expect(shown(hers)).toEqual(['Hello Bob delivered']);
  his.markRead(1);
  await scheduler.advance(2000);
  expect(shown(hers)).toEqual(['Hello Bob read']);
  expect(ofAlice.replica.unsent()).toBe(0);
  expect(await within(scheduler, ofBob.replica.chats())).toMatchObject([{ unread: { count: 0 } }]);
});
