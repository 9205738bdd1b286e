import { expect, test } from 'vitest';
import type { ReplicaTab } from './testkit/browser.ts';
import { DeviceRig } from './testkit/device-rig.ts';
import { paint, signIn } from './testkit/signed-in.ts';
import { personOf } from './testkit/tiny-person.ts';
import { alice, bob, chat, World } from './testkit/world.ts';

const block = { kind: 'person.block', user: bob.userId } as const;

function accountOf(tab: Pick<ReplicaTab, 'replica'>) {
  const account = tab.replica.account();
  if (account === undefined) throw new Error('the account was not read');
  return account;
}

function sendsOfAccount(world: World): number {
  return world.node.heard.filter(
    (frame) => frame.type === 'send' && frame.entries.some(({ scope }) => scope === 'account'),
  ).length;
}

test('a profile that was changed is here at once, and at the server a moment later', async () => {
  const world = new World();
  const hers = await world.open(world.alice);
  const saved = await world.within(
    hers.replica.changeAccount({ kind: 'profile.change', name: 'Anna', about: ' hello ' }),
  );
  expect(saved.ok).toBe(true);
  expect(accountOf(hers)).toMatchObject({
    profile: { name: 'Anna', about: 'hello', handle: alice.handle },
    isPending: true,
  });
  expect(hers.replica.unsent()).toBe(1);
  await world.advance(2000);
  expect(world.node.accounts.of(alice.userId).state.profile.name).toBe('Anna');
  expect(accountOf(hers)).toMatchObject({ profile: { name: 'Anna' }, isPending: false });
  expect(hers.replica.unsent()).toBe(0);
  expect(world.alice.disk.peek('account', 'accountEntries')).toEqual([]);
});

test('offline everything waits in its order, survives a power cut, and is sent once', async () => {
  const world = new World();
  const hers = await world.open(world.alice);
  world.alice.disconnect();
  for (const name of ['One', 'Two']) {
    await world.within(hers.replica.changeAccount({ kind: 'profile.change', name }));
  }
  await world.within(hers.replica.block(personOf(bob.userId)));
  hers.kill();
  world.alice.disk.cutPower();
  const again = await world.open(world.alice);
  expect(accountOf(again)).toMatchObject({
    profile: { name: 'Two' },
    blocks: [personOf(bob.userId)],
    isPending: true,
  });
  expect(again.replica.isBlocked(bob.userId)).toBe(true);
  expect(world.node.accounts.of(alice.userId).revision).toBe(0);
  world.alice.reconnect();
  await world.advance(5000);
  const account = world.node.accounts.of(alice.userId);
  expect(account.revision).toBe(3);
  expect(account.state.profile.name).toBe('Two');
  expect([...account.state.blocked]).toEqual([bob.userId]);
  expect(accountOf(again).isPending).toBe(false);
});

test('whoever looks from the start on is told once the account can be read, offline too', async () => {
  const world = new World();
  const first = await world.open(world.alice);
  await world.within(first.replica.block(personOf(bob.userId)));
  await world.advance(2000);
  first.kill();
  world.alice.disconnect();
  const tab = world.alice.openTab();
  const seen: boolean[] = [];
  tab.replica.subscribe((change) => {
    if (change.type === 'account') seen.push(tab.replica.isBlocked(bob.userId));
  });
  expect(tab.replica.account()).toBeUndefined();
  await world.within(tab.start());
  await world.advance(1000);
  expect(seen.at(-1)).toBe(true);
});

test('what another device changed is fetched when it is told', async () => {
  const world = new World();
  const hers = await world.open(world.alice);
  const { accounts } = world.node;
  accounts.answer(alice.userId, {
    entryId: world.alice.newEntryId(),
    scope: 'account',
    after: undefined,
    intent: JSON.stringify(block),
  });
  world.node.tellAccount(alice.userId);
  await world.advance(1000);
  expect(hers.changes).toContainEqual({ type: 'account' });
  expect(accountOf(hers).blocks).toEqual([personOf(bob.userId)]);
  hers.kill();
  world.alice.disconnect();
  const offline = await world.open(world.alice);
  expect(offline.replica.isBlocked(bob.userId)).toBe(true);
});

test('what is refused stays with its content and code, until it is tried again or let go', async () => {
  const world = new World();
  const hers = await world.open(world.alice);
  world.node.accounts.takenHandles.add('taken_one');
  await world.within(hers.replica.changeAccount({ kind: 'profile.change', handle: 'taken_one' }));
  expect(accountOf(hers).profile.handle).toBe('taken_one');
  await world.advance(2000);
  const [refusal] = accountOf(hers).refusals;
  expect(refusal).toMatchObject({
    code: 'handle-taken',
    intent: { kind: 'profile.change', handle: 'taken_one' },
  });
  expect(accountOf(hers)).toMatchObject({ profile: { handle: alice.handle }, isPending: false });
  expect(hers.replica.unsent()).toBe(0);
  if (refusal === undefined) return;
  world.node.accounts.takenHandles.clear();
  await world.within(hers.replica.retry(refusal.entryId));
  await world.advance(2000);
  expect(accountOf(hers)).toMatchObject({ profile: { handle: 'taken_one' }, refusals: [] });
  world.node.accounts.takenHandles.add('taken_two');
  await world.within(hers.replica.changeAccount({ kind: 'profile.change', handle: 'taken_two' }));
  await world.advance(2000);
  const [second] = accountOf(hers).refusals;
  if (second === undefined) throw new Error('nothing was refused');
  await world.within(hers.replica.discard(second.entryId));
  expect(accountOf(hers)).toMatchObject({ profile: { handle: 'taken_one' }, refusals: [] });
});

test('what the rules here refuse is not saved', async () => {
  const world = new World();
  const hers = await world.open(world.alice);
  const refused = await world.within(
    hers.replica.changeAccount({ kind: 'profile.change', name: '  ' }),
  );
  expect(refused).toEqual({ ok: false, code: 'name-invalid' });
  expect(await world.within(hers.replica.block(personOf(alice.userId)))).toEqual({
    ok: false,
    code: 'person-not-found',
  });
  expect(accountOf(hers).isPending).toBe(false);
});

test('a block bars composing here at once; typing of the blocked person is not shown', async () => {
  const world = new World();
  const { hers, his } = await world.meet('hello');
  world.alice.disconnect();
  await world.within(hers.replica.block(personOf(bob.userId)));
  expect(await world.within(hers.replica.send(chat, 'no more'))).toEqual({
    ok: false,
    code: 'person-not-reachable',
  });
  world.alice.reconnect();
  await world.advance(3000);
  const before = hers.changes.length;
  his.replica.typing(chat);
  await world.advance(1000);
  const typing = hers.changes.slice(before).filter((change) => change.type === 'typing');
  expect(typing).toEqual([]);
  await world.within(hers.replica.changeAccount({ kind: 'person.unblock', user: bob.userId }));
  expect(await world.within(hers.replica.send(chat, 'again'))).toMatchObject({ ok: true });
});

test('two tabs show the same, and one of them sends and fetches', async () => {
  const world = new World();
  const hers = await world.open(world.alice);
  const other = await world.open(world.alice);
  const before = sendsOfAccount(world);
  world.alice.delayMs = 100;
  await world.within(other.replica.changeAccount({ kind: 'account.settings', strangers: 'none' }));
  await world.advance(20);
  for (const tab of [hers, other]) {
    expect(accountOf(tab)).toMatchObject({ settings: { strangers: 'none' }, isPending: true });
  }
  await world.advance(3000);
  expect(sendsOfAccount(world) - before).toBe(1);
  for (const tab of [hers, other]) {
    expect(accountOf(tab)).toMatchObject({ settings: { strangers: 'none' }, isPending: false });
  }
});

test('an answer that was lost on its way is asked for again, and counts once', async () => {
  const world = new World();
  const hers = await world.open(world.alice);
  world.alice.delayMs = 50;
  await world.within(hers.replica.changeAccount({ kind: 'profile.change', name: 'Anna' }));
  await world.advance(60);
  world.alice.disconnect();
  await world.advance(1000);
  world.alice.reconnect();
  await world.advance(5000);
  expect(world.node.accounts.of(alice.userId).revision).toBe(1);
  expect(accountOf(hers).isPending).toBe(false);
});

test('a session that ended elsewhere wipes the state, and keeps what was not sent', async () => {
  const world = new World();
  const rig = new DeviceRig(world, alice, bob);
  const { device } = rig.open();
  const replica = await signIn(world, device, alice);
  await world.advance(1000);
  rig.browser.isSwallowing = true;
  await world.within(replica.changeAccount({ kind: 'profile.change', about: 'unsent words' }));
  rig.browser.isSwallowing = false;
  rig.end('session-ended');
  await world.advance(5000);
  const name = `jibber:${alice.userId}`;
  expect(device.session().status).toBe('ended');
  expect(rig.disk.peek(name, 'account')).toEqual([]);
  expect(rig.disk.peek(name, 'accountEntries')).toHaveLength(1);
  await signIn(world, device, alice);
  const signedIn = await paint(world, device);
  await world.advance(5000);
  expect(signedIn.account()?.profile.about).toBe('unsent words');
});
