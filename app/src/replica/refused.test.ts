import { limits } from '@jibber/schema/limits';
import type { SentEntry } from '@jibber/schema/protocol/send';
import { expect, test } from 'vitest';
import type { OpenedChat } from './replica.ts';
import { personOf } from './testkit/tiny-person.ts';
import { bob, chat, shownIn, World } from './testkit/world.ts';

/** The node refuses what this text is in. */
function refuse(world: World, text: string): void {
  world.node.answerNext = (entry: SentEntry) =>
    entry.intent.includes(text)
      ? { outcome: 'refused', entryId: entry.entryId, code: 'text-too-long' }
      : undefined;
}

function refusalsIn(opened: OpenedChat) {
  return opened.timeline().map(({ refusal }) => refusal);
}

test('a refused message stays with its reason, others go on, and a retry sends it anew', async () => {
  const world = new World();
  const { hers } = await world.meet();
  const opened = await world.openChat(hers);
  refuse(world, 'refused');
  const id = await world.write(hers, 'refused');
  await world.write(hers, 'goes on');
  await world.advance(2000);
  expect(world.node.texts(chat)).toEqual(['goes on']);
  expect(shownIn(opened)).toEqual(['goes on delivered', 'refused refused']);
  expect(opened.timeline()[1]?.refusal).toEqual({
    entryId: id,
    kind: 'message.send',
    code: 'text-too-long',
    text: 'refused',
  });
  expect(hers.replica.unsent()).toBe(0);
  world.node.answerNext = undefined;
  await world.within(hers.replica.retry(id));
  await world.advance(2000);
  expect(world.node.texts(chat)).toEqual(['goes on', 'refused']);
  expect(shownIn(opened)).toEqual(['goes on delivered', 'refused delivered']);
});

test('a refused message survives everything until the person throws it away', async () => {
  const world = new World();
  const { hers } = await world.meet();
  refuse(world, 'refused');
  const id = await world.write(hers, 'refused');
  await world.advance(2000);
  hers.kill();
  const again = await world.open(world.alice);
  const opened = await world.openChat(again);
  expect(shownIn(opened)).toEqual(['refused refused']);
  expect(await world.within(again.replica.chats())).toMatchObject([
    { preview: { text: 'refused', state: 'refused' } },
  ]);
  await world.within(again.replica.discard(id));
  await world.advance(100);
  expect(shownIn(opened)).toEqual([]);
  expect((await world.within(again.replica.chats()))[0]?.preview).toBeUndefined();
});

test('a refused message takes its edit with it; the retry brings both', async () => {
  const world = new World();
  const { hers } = await world.meet();
  const opened = await world.openChat(hers);
  world.alice.disconnect();
  const id = await world.write(hers, 'refused');
  await world.within(hers.replica.edit(chat, id, 'refused, then edited'));
  expect(shownIn(opened)).toEqual(['refused, then edited saved changing']);
  refuse(world, '"refused"');
  world.alice.reconnect();
  await world.advance(3000);
  expect(world.node.texts(chat)).toEqual([]);
  expect(refusalsIn(opened)).toMatchObject([{ entryId: id, code: 'text-too-long' }]);
  world.node.answerNext = undefined;
  await world.within(hers.replica.retry(id));
  await world.advance(2000);
  expect(world.node.texts(chat)).toEqual(['refused, then edited']);
  expect(world.alice.disk.peek('account', 'outbox')).toEqual([]);
});

test('a refused edit and a refused deletion leave the message as it is, marked', async () => {
  const world = new World();
  const { hers } = await world.meet('one', 'two');
  const opened = await world.openChat(hers);
  const [one, two] = opened.timeline();
  if (one === undefined || two === undefined) throw new Error('no messages');
  world.node.answerNext = (entry) => ({
    outcome: 'refused',
    entryId: entry.entryId,
    code: 'segment-full',
  });
  await world.within(hers.replica.edit(chat, one.id, 'one, edited'));
  await world.within(hers.replica.delete(chat, two.id));
  await world.advance(limits.undoMs + 2000);
  expect(shownIn(opened)).toEqual(['one delivered', 'two delivered']);
  expect(refusalsIn(opened)).toMatchObject([
    { kind: 'message.edit', code: 'segment-full', text: 'one, edited' },
    { kind: 'message.delete', code: 'segment-full', text: '' },
  ]);
});

test('a chat that cannot be opened says so at its messages, and opening it again tries anew', async () => {
  const world = new World();
  const hers = await world.open(world.alice);
  world.node.people.delete(bob.userId);
  world.alice.delayMs = 300;
  await world.within(hers.replica.openDirect(personOf(bob.userId)));
  const opened = await world.openChat(hers);
  await world.write(hers, 'are you there?');
  await world.advance(5000);
  expect(shownIn(opened)).toEqual(['are you there? refused']);
  expect(refusalsIn(opened)).toMatchObject([{ code: 'person-not-reachable' }]);
  world.node.people.add(bob.userId);
  await world.within(hers.replica.openDirect(personOf(bob.userId)));
  await world.advance(5000);
  expect(world.node.texts(chat)).toEqual(['are you there?']);
  expect(refusalsIn(opened)).toEqual([undefined]);
});

test('writing into a chat whose opening was refused says why it was, and keeps nothing', async () => {
  const world = new World();
  const hers = await world.open(world.alice);
  world.node.people.delete(bob.userId);
  await world.within(hers.replica.openDirect(personOf(bob.userId)));
  await world.advance(5000);
  expect(await world.within(hers.replica.send(chat, 'are you there?'))).toEqual({
    ok: false,
    code: 'person-not-reachable',
  });
  expect(hers.replica.unsent()).toBe(0);
});

test('what was refused before its chat could be opened is not doubled by a sending that comes late', async () => {
  const world = new World();
  const hers = await world.open(world.alice);
  world.node.people.delete(bob.userId);
  await world.within(hers.replica.openDirect(personOf(bob.userId)));
  await world.write(hers, 'once');
  await world.advance(5000);
  const late = world.node.heard.flatMap((frame) => (frame.type === 'send' ? frame.entries : []));
  world.node.people.add(bob.userId);
  await world.within(hers.replica.openDirect(personOf(bob.userId)));
  await world.advance(5000);
  // A node that had stood still takes up what it was sent first.
  world.node.submit(world.alice.me.userId, late);
  hers.cut(1006);
  await world.advance(5000);
  expect(world.node.texts(chat)).toEqual(['once']);
  expect(await world.shown(hers)).toEqual(['once sent']);
});

test('an answer "again" is waited for and never shown as refused', async () => {
  const world = new World();
  const { hers } = await world.meet();
  const opened = await world.openChat(hers);
  let times = 0;
  world.node.answerNext = (entry) => {
    times += 1;
    return times > 3
      ? undefined
      : { outcome: 'again', entryId: entry.entryId, code: 'busy', backoffMs: 1000 };
  };
  await world.write(hers, 'patience');
  await world.advance(1500);
  expect(shownIn(opened)).toEqual(['patience saved']);
  expect(hers.replica.unsent()).toBe(1);
  await world.advance(10_000);
  expect(world.node.texts(chat)).toEqual(['patience']);
  expect(times).toBe(4);
});
