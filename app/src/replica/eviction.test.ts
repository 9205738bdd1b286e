import { expect, test } from 'vitest';
import { DeviceRig } from './testkit/device-rig.ts';
import { paint, signIn, writeTo } from './testkit/signed-in.ts';
import { personOf } from './testkit/tiny-person.ts';
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

/** Bob has written three messages to Alice, of which she has read two, on this device or another. */
async function startRead() {
  const { world, rig } = start();
  const bobs = await world.open(world.bob);
  const first = rig.open();
  const replica = await signIn(world, first.device, alice);
  await world.within(bobs.replica.openDirect(personOf(alice.userId)));
  for (const text of ['one', 'two', 'three']) await world.write(bobs, text);
  await world.advance(2000);
  const opened = await world.within(replica.openChat(chat));
  opened.markRead(2);
  await world.advance(2000);
  opened.close();
  expect(await world.within(replica.chats())).toMatchObject([{ unread: { count: 1 } }]);
  return { world, rig, bobs, first };
}

test('what was read counts as read when the chats come again, evicted or damaged, open or closed', async () => {
  for (const isOpen of [true, false]) {
    for (const isDamaged of [true, false]) {
      const { world, rig, first } = await startRead();
      if (!isOpen) first.tab.kill();
      if (isDamaged) rig.damage(`jibber:${alice.userId}`);
      else rig.disk.remove(`jibber:${alice.userId}`);
      const device = isOpen ? first.device : rig.open().device;
      const replica = await paint(world, device);
      await world.advance(5000);
      expect(await world.within(replica.chats())).toMatchObject([
        { preview: { text: 'three' }, unread: { count: 1 } },
      ]);
    }
  }
});

test('what was read counts as read when one chat is loaded anew', async () => {
  const { world, rig, bobs, first } = await startRead();
  await world.write(bobs, 'lost by the server');
  await world.advance(2000);
  // Started anew, it does not ask for the registers that it has.
  first.tab.kill();
  const { device, tab } = rig.open();
  const replica = await paint(world, device);
  await world.advance(2000);
  expect(await world.within(replica.chats())).toMatchObject([{ unread: { count: 2 } }]);
  const registers = world.node.chats.get(chat)?.registers ?? new Map();
  world.node.rewind(chat, 4);
  for (const [user, register] of registers) {
    world.node.chats.get(chat)?.registers.set(user, register);
  }
  world.node.heard.length = 0;
  tab.cut(1006);
  await world.advance(5000);
  expect(await world.within(replica.chats())).toMatchObject([
    { preview: { text: 'three' }, unread: { count: 1 } },
  ]);
  const asked = world.node.heard.flatMap((frame) =>
    frame.type === 'hello' ? [frame.receiptsRevision] : [],
  );
  expect(asked).toEqual([5, 0]);
});
