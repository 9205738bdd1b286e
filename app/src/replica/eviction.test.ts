import { expect, test } from 'vitest';
import { DeviceRig } from './testkit/device-rig.ts';
import { paint, signIn, writeTo } from './testkit/signed-in.ts';
import { alice, bob, chat, World } from './testkit/world.ts';

function start() {
  const world = new World();
  const rig = new DeviceRig(world, alice, bob);
  return { world, rig };
}

test('an evicted database is noticed, said, and filled again', async () => {
  const { world, rig } = start();
  const first = rig.open();
  await writeTo(world, await signIn(world, first.device, alice), 'comes back');
  await world.advance(2000);
  first.tab.kill();
  rig.disk.remove(`jibber:${alice.userId}`);
  const { device } = rig.open();
  const troubles: unknown[] = [];
  device.replica()?.subscribe((change) => {
    if (change.type === 'trouble' && change.trouble !== troubles.at(-1)) {
      troubles.push(change.trouble);
    }
  });
  const replica = await paint(world, device);
  await world.advance(3000);
  expect(troubles).toEqual(['evicted', undefined]);
  expect(await world.within(replica.chats())).toMatchObject([{ preview: { text: 'comes back' } }]);
});

test('a database evicted while it is open is filled again, and the open chat with it', async () => {
  const { world, rig } = start();
  const { device } = rig.open();
  const replica = await signIn(world, device, alice);
  await writeTo(world, replica, 'comes back');
  await world.advance(2000);
  const opened = await world.within(replica.openChat(chat));
  rig.disk.remove(`jibber:${alice.userId}`);
  expect(await world.within(replica.send(chat, 'next'))).toMatchObject({ ok: true });
  await world.advance(5000);
  expect(await world.within(replica.send(chat, 'and on'))).toMatchObject({ ok: true });
  await world.advance(3000);
  expect(opened.timeline().map(({ text }) => text)).toEqual(['comes back', 'next', 'and on']);
  expect(await world.within(replica.chats())).toMatchObject([{ peer: bob.userId }]);
});

test('what waits in a database evicted while it is open is put back, before what is written then', async () => {
  const { world, rig } = start();
  const { device } = rig.open();
  const replica = await signIn(world, device, alice);
  await writeTo(world, replica, 'sent');
  await world.advance(2000);
  rig.browser.disconnect();
  for (const text of ['waits', 'waits, too']) await writeTo(world, replica, text);
  await world.within(replica.saveDraft(chat, 'half'));
  await world.within(replica.openChat(chat));
  rig.disk.remove(`jibber:${alice.userId}`);
  expect(await world.within(replica.send(chat, 'written then'))).toMatchObject({ ok: true });
  await world.advance(1000);
  expect(replica.unsent()).toBe(3);
  expect(await world.within(replica.chats())).toMatchObject([{ draft: 'half' }]);
  rig.browser.reconnect();
  await world.advance(5000);
  expect(world.node.texts(chat)).toEqual(['sent', 'waits', 'waits, too', 'written then']);
  expect(replica.unsent()).toBe(0);
});

test('a draft written when the database was just evicted is kept', async () => {
  const { world, rig } = start();
  const { device } = rig.open();
  const replica = await signIn(world, device, alice);
  await writeTo(world, replica, 'sent');
  await world.advance(2000);
  rig.browser.disconnect();
  rig.disk.remove(`jibber:${alice.userId}`);
  await world.within(replica.saveDraft(chat, 'half'));
  expect(await world.within(replica.chats())).toMatchObject([{ draft: 'half', peer: bob.userId }]);
  rig.browser.reconnect();
  await world.advance(3000);
  expect(await world.within(replica.chats())).toMatchObject([
    { draft: 'half', preview: { text: 'sent' } },
  ]);
});

test('a database that cannot be read is replaced, and that is said', async () => {
  for (const canRemove of [true, false]) {
    const { world, rig } = start();
    const first = rig.open();
    await writeTo(world, await signIn(world, first.device, alice), 'on the server');
    await world.advance(2000);
    first.tab.kill();
    rig.canRemove = canRemove;
    rig.openFaults = ['corrupt', 'corrupt', 'corrupt', 'corrupt'];
    const { device } = rig.open();
    const troubles: unknown[] = [];
    device.replica()?.subscribe((change) => {
      if (change.type === 'trouble') troubles.push(change.trouble);
    });
    const replica = await paint(world, device);
    await world.advance(3000);
    expect(troubles).toEqual(['corrupt', undefined]);
    expect(await world.within(replica.chats())).toMatchObject([
      { preview: { text: 'on the server' } },
    ]);
    expect(rig.disk.has(`jibber:${alice.userId}#2`)).toBe(!canRemove);
  }
});
