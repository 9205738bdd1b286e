/** What a person does at a device, for its tests: signs in, looks at the list, writes to Bob. */
import type { Me } from '@jibber/schema/commands/account';
import type { Device, Replica } from '../replica.ts';
import { personOf } from './tiny-person.ts';
import { bob, chat, type World } from './world.ts';

export async function signIn(world: World, device: Device, me: Me): Promise<Replica> {
  const answer = await world.within(device.signIn({ address: me.address, password: 'a password' }));
  if (!answer.ok) throw new Error(`not signed in: ${answer.code}`);
  return paint(world, device);
}

/** What the app does once somebody is signed in. */
export async function paint(world: World, device: Device): Promise<Replica> {
  const replica = device.replica();
  if (replica === undefined) throw new Error('nobody is signed in');
  await world.within(replica.chats());
  await world.advance(1000);
  return replica;
}

export async function writeTo(world: World, replica: Replica, text: string): Promise<void> {
  await world.within(replica.openDirect(personOf(bob.userId)));
  const saved = await world.within(replica.send(chat, text));
  if (!saved.ok) throw new Error(`not saved: ${saved.code}`);
}
