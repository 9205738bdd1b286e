import { limits } from '@jibber/schema/limits';
import { expect, test } from 'vitest';
import { bob, chat, shownIn, World } from './testkit/world.ts';

function sendsOf(world: World): number {
  return world.node.heard.filter(({ type }) => type === 'send').length;
}

test('what one tab writes, another shows at once, and only one of them sends it', async () => {
  const world = new World();
  const { hers } = await world.meet();
  const other = await world.open(world.alice);
  const [one, two] = [await world.openChat(hers), await world.openChat(other)];
  const before = sendsOf(world);
  world.alice.delayMs = 200;
  await world.write(other, 'from the second tab');
  await world.advance(20);
  expect(shownIn(one)).toEqual(['from the second tab saved']);
  expect(shownIn(two)).toEqual(['from the second tab saved']);
  expect(hers.replica.unsent()).toBe(1);
  await world.advance(3000);
  expect(sendsOf(world) - before).toBe(1);
  expect(world.node.texts(chat)).toEqual(['from the second tab']);
  expect(shownIn(one)).toEqual(['from the second tab delivered']);
  expect(shownIn(two)).toEqual(shownIn(one));
  expect(other.replica.unsent()).toBe(0);
});

test('two tabs that write side by side lose nothing and double nothing', async () => {
  const world = new World();
  const { hers } = await world.meet();
  const other = await world.open(world.alice);
  world.alice.disk.commitMs = 3;
  const writing = Array.from({ length: 20 }, (_, index) =>
    (index % 2 === 0 ? hers : other).replica.send(chat, `message ${index}`),
  );
  await world.within(Promise.all(writing));
  await world.advance(5000);
  const texts = world.node.texts(chat);
  expect(texts.toSorted()).toEqual(writing.map((_, index) => `message ${index}`).toSorted());
  for (const tab of [hers, other]) {
    const shown = await world.shown(tab);
    expect(shown).toEqual(texts.map((text) => `${text} sent`));
  }
  expect(world.alice.disk.peek('account', 'outbox')).toEqual([]);
});

test('the tab that sends is killed: another goes on', async () => {
  const world = new World();
  const { hers } = await world.meet();
  const other = await world.open(world.alice);
  world.alice.delayMs = 100;
  await world.write(hers, 'one');
  await world.write(other, 'two');
  hers.kill();
  await world.advance(5000);
  expect(world.node.texts(chat)).toEqual(['one', 'two']);
  expect(await world.shown(other)).toEqual(['one sent', 'two sent']);
});

test('a visible tab takes the outbox from a hidden one, also from one that sleeps', async () => {
  for (const isAsleep of [false, true]) {
    const world = new World();
    const { hers } = await world.meet();
    hers.show(false);
    hers.isAsleep = isAsleep;
    const other = await world.open(world.alice);
    await world.advance(4000);
    hers.cut(1006);
    world.node.heard.length = 0;
    await world.write(other, 'sent by the tab in front');
    await world.advance(300);
    expect(world.node.texts(chat)).toEqual(['sent by the tab in front']);
  }
});

test('a tab behind keeps the outbox from one that is not in front either', async () => {
  const world = new World();
  const { hers } = await world.meet();
  const other = world.alice.openTab();
  other.show(false);
  await world.within(other.start());
  await world.advance(4000);
  other.cut(1006);
  await world.write(hers, 'by the first');
  await world.advance(300);
  expect(world.node.texts(chat)).toEqual(['by the first']);
});

test('a tab without a connection learns from its neighbour what came', async () => {
  const world = new World();
  const { hers, his } = await world.meet('one');
  const other = await world.open(world.bob);
  const opened = await world.openChat(other);
  other.isCutOff = true;
  other.cut(1006);
  await world.write(hers, 'two');
  await world.advance(3000);
  expect(shownIn(await world.openChat(his))).toEqual(['one', 'two']);
  expect(shownIn(opened)).toEqual(['one', 'two']);
});

test('a deletion taken back in another tab than the one that sends is not sent', async () => {
  const world = new World();
  const { hers } = await world.meet('keep');
  const other = await world.open(world.alice);
  const opened = await world.openChat(other);
  const deleted = await world.within(
    other.replica.delete(chat, opened.timeline()[0]?.id ?? none()),
  );
  if (!deleted.ok) throw new Error(deleted.code);
  await world.advance(limits.undoMs - 500);
  expect(await world.within(other.replica.undoDelete(deleted.value))).toBe(true);
  await world.advance(3000);
  expect(world.node.texts(chat)).toEqual(['keep']);
  expect(shownIn(opened)).toEqual(['keep delivered']);
  expect(hers.replica.unsent()).toBe(0);
});

test('drafts are kept and seen by every tab', async () => {
  const world = new World();
  const { hers } = await world.meet('one');
  const other = await world.open(world.alice);
  await world.within(hers.replica.saveDraft(chat, 'half a sent'));
  await world.advance(20);
  expect(await world.within(other.replica.chats())).toMatchObject([{ draft: 'half a sent' }]);
  expect(other.changes.filter(({ type }) => type === 'chats').at(-1)).toMatchObject({
    rows: [{ draft: 'half a sent' }],
  });
  await world.within(other.replica.saveDraft(chat, ''));
  expect((await world.within(hers.replica.chats()))[0]?.draft).toBeUndefined();
});

test('a text leaves its draft in the very transaction that keeps it', async () => {
  const world = new World();
  const { hers } = await world.meet('one');
  await world.within(hers.replica.saveDraft(chat, 'half a sent'));
  world.alice.disconnect();
  await world.within(hers.replica.send(chat, 'half a sentence', 'half a sent'));
  hers.kill();
  world.alice.disk.cutPower();
  const again = await world.open(world.alice);
  const [row] = await world.within(again.replica.chats());
  expect(row?.preview).toMatchObject({ text: 'half a sentence', state: 'saved' });
  expect(row?.draft).toBeUndefined();
  expect(world.alice.disk.peek('account', 'drafts')).toEqual([]);
});

test('what one tab sends leaves what another has begun to write', async () => {
  const world = new World();
  const { hers } = await world.meet('one');
  const other = await world.open(world.alice);
  await world.within(hers.replica.saveDraft(chat, 'half a thought'));
  for (const draft of ['', 'something else', undefined]) {
    await world.within(other.replica.send(chat, 'quite another', draft));
    expect((await world.within(other.replica.chats()))[0]?.draft).toBe('half a thought');
  }
});

function none(): never {
  throw new Error('there is no such message');
}

test('a socket that is somebody else’s gets nothing, also while what came before is being stored', async () => {
  const world = new World();
  const { hers, his } = await world.meet('one');
  world.node.answerNext = ({ entryId }) => {
    world.node.answerNext = undefined;
    return { outcome: 'again', entryId, code: 'busy', backoffMs: 1000 };
  };
  await world.write(hers, 'only as Alice');
  await world.advance(50);
  await world.write(his, 'two');
  world.alice.disk.commitMs = 5000;
  await world.advance(50);
  world.alice.me = bob;
  world.node.heard.length = 0;
  hers.cut(1006);
  await world.advance(10_000);
  expect(world.node.heard.filter(({ type }) => type !== 'hello' && type !== 'ping')).toEqual([]);
  expect(world.node.texts(chat)).toEqual(['one', 'two']);
  expect(hers.replica.unsent()).toBe(1);
});
