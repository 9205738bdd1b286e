import { errors } from '@jibber/schema/errors';
import { expect, test } from 'vitest';
import type { ReplicaTab } from './testkit/browser.ts';
import { chat, World } from './testkit/world.ts';

function statusOf(tab: ReplicaTab): string | undefined {
  const last = tab.changes.filter((change) => change.type === 'connection').at(-1);
  return last?.type === 'connection' ? last.status : undefined;
}

function hellosOf(world: World): number {
  return world.node.heard.filter(({ type }) => type === 'hello').length;
}

test('a half-open socket is noticed within 20 s and replaced', async () => {
  const world = new World();
  const { hers, his } = await world.meet();
  world.bob.isSwallowing = true;
  await world.write(hers, 'into the void');
  await world.advance(1000);
  expect(statusOf(his)).toBe('live');
  await world.advance(20_000);
  expect(statusOf(his)).not.toBe('live');
  world.bob.isSwallowing = false;
  await world.advance(31_000);
  expect(statusOf(his)).toBe('live');
  expect(await world.shown(his)).toEqual(['into the void']);
});

test('a network that the system says is gone is not waited for: the socket is replaced at once', async () => {
  const world = new World();
  const { hers, his } = await world.meet();
  world.bob.isSwallowing = true;
  world.bob.isOnline = false;
  his.hintOffline();
  await world.advance(1000);
  expect(statusOf(his)).not.toBe('live');
  world.bob.isSwallowing = false;
  world.bob.reconnect();
  await world.advance(1000);
  expect(statusOf(his)).toBe('live');
  // The system may be wrong, or the node on this very machine.
  his.hintOffline();
  await world.advance(1000);
  expect(statusOf(his)).toBe('live');
  await world.write(hers, 'still here');
  await world.advance(1000);
  expect(await world.shown(his)).toEqual(['still here']);
});

test('a quiet connection is kept by its signs of life', async () => {
  const world = new World();
  const { his } = await world.meet();
  const before = hellosOf(world);
  await world.advance(5 * 60_000);
  expect(hellosOf(world)).toBe(before);
  expect(statusOf(his)).toBe('live');
  const pings = world.node.heard.filter(({ type }) => type === 'ping').length;
  expect(pings).toBeGreaterThan(20);
});

test('a device that slept connects anew as soon as it wakes', async () => {
  const world = new World();
  const { hers, his } = await world.meet();
  world.bob.isSwallowing = true;
  await world.write(hers, 'good morning');
  await world.advance(100);
  world.scheduler.jump(8 * 3_600_000);
  world.bob.isSwallowing = false;
  await world.advance(5100);
  expect(await world.shown(his)).toEqual(['good morning']);
});

test('a clock that is set back stops nothing', async () => {
  const world = new World();
  const { hers, his } = await world.meet();
  world.scheduler.jump(-2 * 3_600_000);
  world.bob.isSwallowing = true;
  await world.advance(20_000);
  expect(statusOf(his)).not.toBe('live');
  world.bob.isSwallowing = false;
  await world.write(hers, 'by any clock');
  await world.advance(31_000);
  expect(await world.shown(his)).toEqual(['by any clock']);
  expect(world.node.texts(chat)).toEqual(['by any clock']);
});

test('without a network it is tried ever slower, and at once when there is a hint of one', async () => {
  const world = new World();
  const { his } = await world.meet();
  world.bob.disconnect();
  await world.advance(10 * 60_000);
  expect(statusOf(his)).toBe('offline');
  world.bob.isOnline = true;
  const before = hellosOf(world);
  world.bob.reconnect();
  await world.advance(200);
  expect(hellosOf(world)).toBe(before + 1);
  expect(statusOf(his)).toBe('live');
});

test('a session that is over ends the tries, and the device is told how', async () => {
  for (const code of ['signed-out', 'session-ended'] as const) {
    const world = new World();
    const { his } = await world.meet();
    const before = hellosOf(world);
    his.cut(errors[code].close);
    await world.advance(10 * 60_000);
    expect(his.sessionOver).toBe(code);
    expect(hellosOf(world)).toBe(before);
  }
});

test('a node of a newer protocol asks for a reload', async () => {
  const world = new World();
  const { his } = await world.meet();
  his.cut(errors['unknown-version'].close);
  await world.advance(1000);
  expect(his.changes).toContainEqual({ type: 'outdated' });
});

test('bytes that are no frames cost the connection, and nothing else', async () => {
  const world = new World();
  const { hers, his } = await world.meet('one');
  his.garble(new Uint8Array([255, 1, 2, 3]));
  await world.advance(100);
  expect(statusOf(his)).toBe('offline');
  await world.write(hers, 'two');
  await world.advance(3000);
  expect(await world.shown(his)).toEqual(['one', 'two']);
});

test('typing is told sparingly, shown for a while, and ends with the message', async () => {
  const world = new World();
  const { hers, his } = await world.meet('one');
  const signs = () =>
    his.changes.flatMap((change) => (change.type === 'typing' ? [change.users.length] : []));
  for (let n = 0; n < 20; n += 1) {
    hers.replica.typing(chat);
    await world.advance(100);
  }
  expect(world.node.heard.filter(({ type }) => type === 'typing')).toHaveLength(1);
  expect(signs()).toEqual([1]);
  await world.write(hers, 'two');
  await world.advance(200);
  expect(signs()).toEqual([1, 0]);
  await world.advance(3000);
  hers.replica.typing(chat);
  await world.advance(7000);
  expect(signs()).toEqual([1, 0, 1, 0]);
});
