import { errors } from '@jibber/schema/errors';
import { expect, test } from 'vitest';
import { DeviceRig } from './testkit/device-rig.ts';
import { paint, signIn, writeTo } from './testkit/signed-in.ts';
import { alice, bob, chat, World } from './testkit/world.ts';

/** Two tabs of Alice; the second has slept since, and hears nothing any more. */
async function startAsleep() {
  const world = new World();
  const rig = new DeviceRig(world, alice, bob);
  const [awake, asleep] = [rig.open(), rig.open()];
  await signIn(world, awake.device, alice);
  await paint(world, asleep.device);
  asleep.tab.isAsleep = true;
  return { world, rig, awake, asleep };
}

test('what ended a session does not end the next one of the same person in a tab that slept', async () => {
  for (const how of ['signed-out', 'session-ended'] as const) {
    const { world, rig, awake, asleep } = await startAsleep();
    rig.session = how;
    awake.tab.cut(errors[how].close);
    await world.advance(500);
    await writeTo(world, await signIn(world, awake.device, alice), 'of the new session');
    await world.advance(1000);
    asleep.tab.cut(errors[how].close);
    await world.advance(2000);
    expect(awake.device.session()).toEqual({ status: 'signed-in', me: alice });
    expect(asleep.device.session()).toEqual({ status: 'signed-in', me: alice });
    const replica = await paint(world, asleep.device);
    await world.advance(2000);
    expect(await world.within(replica.chats())).toMatchObject([
      { preview: { text: 'of the new session' } },
    ]);
    await writeTo(world, replica, 'and on');
    await world.advance(2000);
    expect(world.node.texts(chat)).toEqual(['of the new session', 'and on']);
  }
});

test('signing out where an old session is shown does not end the one that somebody began since', async () => {
  for (const next of [alice, bob]) {
    const { world, rig, awake, asleep } = await startAsleep();
    await world.within(awake.device.signOut());
    await world.advance(500);
    await signIn(world, awake.device, next);
    await world.within(asleep.device.signOut());
    await world.advance(2000);
    expect(rig.session).toBe(next.userId);
    expect(awake.device.session()).toEqual({ status: 'signed-in', me: next });
    expect(asleep.device.session()).toEqual({ status: 'signed-in', me: next });
  }
});

test('a tab that wakes tells the server of no sign-out after which somebody has signed in', async () => {
  const { world, rig, awake, asleep } = await startAsleep();
  asleep.tab.isAsleep = false;
  rig.isUnanswered = true;
  await world.within(awake.device.signOut());
  await world.advance(500);
  asleep.tab.isAsleep = true;
  rig.isUnanswered = false;
  await signIn(world, awake.device, bob);
  asleep.tab.hint();
  await world.advance(2000);
  expect(rig.session).toBe(bob.userId);
  expect(awake.device.session()).toEqual({ status: 'signed-in', me: bob });
});

test('a sign-out on its way from one tab does not end what another begins', async () => {
  const { world, rig, awake, asleep } = await startAsleep();
  asleep.tab.isAsleep = false;
  rig.signOutMs = 2000;
  await world.within(awake.device.signOut());
  await signIn(world, asleep.device, bob);
  await world.advance(3000);
  expect(rig.session).toBe(bob.userId);
  expect(asleep.device.session()).toEqual({ status: 'signed-in', me: bob });
});

test('content that could not be wiped is wiped also after somebody else signed in', async () => {
  const { world, rig, awake } = await startAsleep();
  await writeTo(world, await paint(world, awake.device), 'stored content');
  await world.advance(2000);
  rig.disk.fault = 'full';
  rig.end('session-ended');
  await world.advance(500);
  await signIn(world, awake.device, bob);
  const name = `jibber:${alice.userId}`;
  expect(rig.disk.peek(name, 'chats')).toHaveLength(1);
  rig.disk.fault = undefined;
  await world.advance(61_000);
  expect(rig.disk.peek(name, 'chats')).toEqual([]);
  expect(rig.disk.peek(name, 'rows')).toEqual([]);
  expect(awake.device.session()).toEqual({ status: 'signed-in', me: bob });
});

test('who was not known at first, without an answer of the server, is known later', async () => {
  const { world, rig, awake } = await startAsleep();
  const replica = awake.device.replica();
  const seen: string[] = [];
  replica?.subscribe((change) => {
    if (change.type === 'connection') seen.push(change.status);
  });
  rig.isUnanswered = true;
  rig.browser.me = bob;
  awake.tab.cut(1006);
  await world.advance(20_000);
  expect(awake.device.session()).toEqual({ status: 'signed-in', me: alice });
  rig.browser.me = alice;
  await world.advance(60_000);
  expect(seen.at(-1)).toBe('live');
  rig.browser.me = bob;
  rig.session = bob.userId;
  awake.tab.cut(1006);
  await world.advance(20_000);
  rig.isUnanswered = false;
  await world.advance(60_000);
  expect(awake.device.session()).toEqual({ status: 'signed-in', me: bob });
});

test('a record that the browser removes under an open page signs nobody out', async () => {
  const { world, rig, awake } = await startAsleep();
  const replica = await paint(world, awake.device);
  rig.text = undefined;
  await writeTo(world, replica, 'goes on');
  await world.advance(2000);
  expect(world.node.texts(chat)).toEqual(['goes on']);
  rig.disk.remove(`jibber:${alice.userId}`);
  await writeTo(world, replica, 'and on');
  await world.advance(2000);
  expect(world.node.texts(chat)).toEqual(['goes on', 'and on']);
  awake.tab.kill();
  expect(rig.open().device.session()).toEqual({ status: 'signed-in', me: alice });
});
