import { expect, test } from 'vitest';
import { DeviceRig } from './testkit/device-rig.ts';
import { paint, signIn, writeTo } from './testkit/signed-in.ts';
import { alice, bob, chat, World } from './testkit/world.ts';

function start() {
  const world = new World();
  const rig = new DeviceRig(world, alice, bob);
  return { world, rig };
}

function textsOn(rig: DeviceRig, generation = ''): string {
  const names = [alice, bob].map(({ userId }) => `jibber:${userId}${generation}`);
  return JSON.stringify(
    names.map((name) => [
      rig.disk.peek(name, 'chats'),
      rig.disk.peek(name, 'outbox'),
      rig.disk.peek(name, 'drafts'),
      [...rig.disk.peek(name, 'rows'), ...rig.disk.peek(name, 'documents')].map((stored) =>
        new TextDecoder().decode('update' in stored ? stored.update : stored.snapshot),
      ),
    ]),
  );
}

test('a device on which nobody is signed in asks nothing and shows nothing', async () => {
  const { world, rig } = start();
  const { device } = rig.open();
  await world.advance(1000);
  expect(device.session()).toEqual({ status: 'signed-out' });
  expect(device.replica()).toBeUndefined();
  expect(rig.asked).toEqual([]);
});

test('who signed in is known at the next start at once, without a network', async () => {
  const { world, rig } = start();
  const first = rig.open();
  const replica = await signIn(world, first.device, alice);
  await writeTo(world, replica, 'before');
  await world.advance(2000);
  first.tab.kill();
  rig.browser.disconnect();
  const { device } = rig.open();
  expect(device.session()).toEqual({ status: 'signed-in', me: alice });
  expect(await world.within((await paint(world, device)).chats())).toMatchObject([
    { preview: { text: 'before' } },
  ]);
});

test('an expired session closes the content, and opens it for the same person, whose outbox goes on', async () => {
  const { world, rig } = start();
  const { device } = rig.open();
  const seen: string[] = [];
  device.subscribe(({ status }) => seen.push(status));
  const replica = await signIn(world, device, alice);
  await writeTo(world, replica, 'before');
  await world.advance(2000);
  rig.browser.disconnect();
  expect(await world.within(replica.send(chat, 'waits'))).toMatchObject({ ok: true });
  rig.browser.isOnline = true;
  rig.session = 'signed-out';
  for (const tab of rig.browser.tabs) tab.hint();
  await world.advance(100);
  rig.end('signed-out');
  await world.advance(100);
  expect(device.session()).toMatchObject({ status: 'locked', me: alice });
  expect(device.replica()).toBeUndefined();
  expect(textsOn(rig)).toContain('before');
  await signIn(world, device, alice);
  await world.advance(2000);
  expect(world.node.texts(chat)).toEqual(['before', 'waits']);
  expect(seen).toEqual(['signed-in', 'locked', 'signed-in']);
});

test('a session ended elsewhere wipes the content and keeps the outbox for that account alone', async () => {
  const { world, rig } = start();
  const first = rig.open();
  const replica = await signIn(world, first.device, alice);
  await writeTo(world, replica, 'stored content');
  await world.advance(2000);
  rig.browser.delayMs = 5000;
  expect(await world.within(replica.send(chat, 'unsent words'))).toMatchObject({ ok: true });
  await world.within(replica.saveDraft(chat, 'half a thought'));
  rig.end('session-ended');
  rig.browser.delayMs = 10;
  await world.advance(500);
  expect(first.device.session()).toEqual({ status: 'ended', me: alice, unsent: 1 });
  expect(textsOn(rig)).not.toContain('stored content');
  expect(textsOn(rig)).toContain('unsent words');

  const others = await signIn(world, first.device, bob);
  await world.advance(2000);
  expect(world.node.texts(chat)).toEqual(['stored content']);
  expect(await world.within(others.chats())).toMatchObject([
    { preview: { text: 'stored content' } },
  ]);
  expect(others.unsent()).toBe(0);
  await world.within(first.device.signOut());

  const again = await signIn(world, first.device, alice);
  await world.advance(2000);
  expect(world.node.texts(chat)).toEqual(['stored content', 'unsent words']);
  expect(await world.within(again.chats())).toMatchObject([{ draft: 'half a thought' }]);
});

test('of an account that was deleted elsewhere nothing stays, unsent words neither', async () => {
  const { world, rig } = start();
  const { device } = rig.open();
  const replica = await signIn(world, device, alice);
  await writeTo(world, replica, 'stored content');
  await world.advance(2000);
  rig.browser.delayMs = 5000;
  expect(await world.within(replica.send(chat, 'unsent words'))).toMatchObject({ ok: true });
  rig.end('account-deleted');
  rig.browser.delayMs = 10;
  await world.advance(1000);
  expect(device.session()).toEqual({ status: 'signed-out', isDeleted: true });
  expect(rig.disk.has(`jibber:${alice.userId}`)).toBe(false);
  expect(rig.asked).not.toContain('signOut');

  await signIn(world, device, bob);
  expect(device.session()).toEqual({ status: 'signed-in', me: bob });
  await world.within(device.signOut());
  expect(device.session()).toEqual({ status: 'signed-out' });
});

test('a device that heard only of an end, and not of the deletion, hears of that at its next start', async () => {
  const { world, rig } = start();
  const first = rig.open();
  const replica = await signIn(world, first.device, alice);
  await writeTo(world, replica, 'stored content');
  await world.advance(2000);
  rig.isUnanswered = true;
  rig.browser.delayMs = 5000;
  expect(await world.within(replica.send(chat, 'unsent words'))).toMatchObject({ ok: true });
  rig.end('account-deleted');
  await world.advance(1000);
  expect(first.device.session()).toEqual({ status: 'ended', me: alice, unsent: 1 });
  first.tab.kill();
  rig.isUnanswered = false;
  rig.browser.delayMs = 10;
  const { device } = rig.open();
  await world.advance(1000);
  expect(device.session()).toEqual({ status: 'signed-out', isDeleted: true });
  expect(textsOn(rig)).not.toContain('unsent words');
});

test('the device that deleted the account is wiped at once, in all its tabs', async () => {
  const { world, rig } = start();
  const { device } = rig.open();
  const other = rig.open();
  const replica = await signIn(world, device, alice);
  await writeTo(world, replica, 'stored content');
  await world.advance(2000);
  rig.session = 'account-deleted';
  await world.within(device.forgetDeleted());
  await world.advance(500);
  for (const each of [device, other.device]) {
    expect(each.session()).toEqual({ status: 'signed-out', isDeleted: true });
    expect(each.replica()).toBeUndefined();
  }
  expect(rig.disk.has(`jibber:${alice.userId}`)).toBe(false);
  await world.within(device.forgetDeleted());
});

test('content that could not be wiped before the page was closed is wiped at the next start', async () => {
  const { world, rig } = start();
  const first = rig.open();
  const replica = await signIn(world, first.device, alice);
  await writeTo(world, replica, 'stored content');
  await world.advance(2000);
  first.device.subscribe(() => first.tab.kill());
  rig.disk.fault = 'full';
  rig.end('session-ended');
  await world.advance(500);
  rig.disk.fault = undefined;
  expect(textsOn(rig)).toContain('stored content');
  const { device } = rig.open();
  await world.advance(500);
  expect(device.session()).toMatchObject({ status: 'ended' });
  expect(textsOn(rig)).not.toContain('stored content');
});

test('signing out deletes everything, also without a network, and the server hears of it later', async () => {
  const { world, rig } = start();
  const { device, tab } = rig.open();
  const replica = await signIn(world, device, alice);
  await writeTo(world, replica, 'to be deleted');
  await world.advance(2000);
  rig.browser.disconnect();
  await world.within(device.signOut());
  expect(device.session()).toEqual({ status: 'signed-out' });
  expect(rig.disk.has(`jibber:${alice.userId}`)).toBe(false);
  expect(rig.session).toBe(alice.userId);
  tab.kill();
  rig.browser.isOnline = true;
  const again = rig.open();
  await world.advance(500);
  expect(rig.session).toBe('signed-out');
  expect(again.device.session()).toEqual({ status: 'signed-out' });
});

test('a server that was down hears of a sign-out also where nothing tells that it is back', async () => {
  const { world, rig } = start();
  const { device } = rig.open();
  await signIn(world, device, alice);
  rig.isUnanswered = true;
  await world.within(device.signOut());
  await world.advance(5 * 60_000);
  expect(rig.session).toBe(alice.userId);
  rig.isUnanswered = false;
  await world.advance(60_000);
  expect(rig.session).toBe('signed-out');
});

test('a database that cannot be deleted at once is deleted at a later start', async () => {
  const { world, rig } = start();
  const first = rig.open();
  await writeTo(world, await signIn(world, first.device, alice), 'to be deleted');
  rig.canRemove = false;
  await world.within(first.device.signOut());
  expect(rig.disk.has(`jibber:${alice.userId}`)).toBe(true);
  first.tab.kill();
  rig.canRemove = true;
  rig.open();
  await world.advance(500);
  expect(rig.disk.has(`jibber:${alice.userId}`)).toBe(false);
});

test('a database that was given up and could not be deleted goes with the sign-out at the latest', async () => {
  const { world, rig } = start();
  const first = rig.open();
  await writeTo(world, await signIn(world, first.device, alice), 'given up');
  await world.advance(2000);
  first.tab.kill();
  rig.canRemove = false;
  rig.openFaults = ['corrupt', 'corrupt', 'corrupt', 'corrupt'];
  const { device } = rig.open();
  await paint(world, device);
  await world.advance(3000);
  const name = `jibber:${alice.userId}`;
  expect([rig.disk.has(name), rig.disk.has(`${name}#2`)]).toEqual([true, true]);
  rig.canRemove = true;
  await world.within(device.signOut());
  expect([rig.disk.has(name), rig.disk.has(`${name}#2`)]).toEqual([false, false]);
});

test('what could not be deleted is not deleted later under the feet of who signs in again', async () => {
  const { world, rig } = start();
  const { device } = rig.open();
  await writeTo(world, await signIn(world, device, alice), 'to be deleted');
  rig.canRemove = false;
  await world.within(device.signOut());
  const replica = await signIn(world, device, alice);
  rig.browser.disconnect();
  await writeTo(world, replica, 'unsent words');
  rig.canRemove = true;
  rig.open();
  await world.advance(500);
  expect(textsOn(rig, '#2')).toContain('unsent words');
  expect(rig.disk.has(`jibber:${alice.userId}`)).toBe(false);
});

test('a sign-out that is still on its way does not end the session of who signs in next', async () => {
  const { world, rig } = start();
  const { device } = rig.open();
  await signIn(world, device, alice);
  rig.signOutMs = 2000;
  await world.within(device.signOut());
  await signIn(world, device, bob);
  await world.advance(3000);
  expect(rig.session).toBe(bob.userId);
  expect(device.session()).toEqual({ status: 'signed-in', me: bob });
});

test('all tabs follow who signs in and out in one of them', async () => {
  const { world, rig } = start();
  const [one, two] = [rig.open(), rig.open()];
  await signIn(world, one.device, alice);
  expect(two.device.session()).toEqual({ status: 'signed-in', me: alice });
  expect(two.device.replica()?.me).toEqual(alice);
  await world.within(one.device.signOut());
  await world.advance(100);
  expect(two.device.session()).toEqual({ status: 'signed-out' });
  expect(two.device.replica()).toBeUndefined();
  await signIn(world, two.device, bob);
  expect(one.device.replica()?.me).toEqual(bob);
});

test('a tab whose browser belongs to somebody else by now takes over who that is', async () => {
  const { world, rig } = start();
  const { device, tab } = rig.open();
  await signIn(world, device, alice);
  rig.session = bob.userId;
  rig.browser.me = bob;
  tab.cut(1006);
  await world.advance(3000);
  expect(device.session()).toEqual({ status: 'signed-in', me: bob });
  expect(rig.disk.peek(`jibber:${alice.userId}`, 'chats')).toEqual([]);
});

test('where the browser removed everything but the session, the person stays signed in', async () => {
  const { world, rig } = start();
  const first = rig.open();
  await writeTo(world, await signIn(world, first.device, alice), 'still on the server');
  await world.advance(2000);
  first.tab.kill();
  rig.text = undefined;
  rig.disk.remove(`jibber:${alice.userId}`);
  const { device } = rig.open();
  expect(device.session()).toEqual({ status: 'signed-out' });
  await world.advance(500);
  expect(device.session()).toEqual({ status: 'signed-in', me: alice });
  const replica = await paint(world, device);
  expect(await world.within(replica.chats())).toMatchObject([
    { preview: { text: 'still on the server' } },
  ]);
});

test('a database of a newer version asks for a reload', async () => {
  const { world, rig } = start();
  const first = rig.open();
  await signIn(world, first.device, alice);
  first.tab.kill();
  rig.openFaults = ['outdated'];
  const { device } = rig.open();
  const changes: string[] = [];
  device.replica()?.subscribe(({ type }) => changes.push(type));
  await world.within(device.replica()?.chats() ?? Promise.reject(new Error('nobody')));
  expect(changes).toContain('outdated');
});
