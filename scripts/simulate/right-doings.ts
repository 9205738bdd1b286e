/**
 * Rights that end, also while an entry of the one who loses it waits for the lock. Invariant: there
 * is a moment after which nothing of him may be accepted, and the world remembers it.
 */
import { anyChat, type Doing, newText } from './doing.ts';
import type { DeviceTab } from './simulated-device.ts';
import type { World } from './world.ts';

export const rightDoings: readonly Doing[] = [
  {
    name: 'sign a device out from elsewhere',
    weight: 1,
    async run(world, tab) {
      if (!mayBeSignedOut(world, tab)) return false;
      await world.signOut(tab.device);
      return true;
    },
  },
  {
    name: 'be signed out while an entry waits',
    weight: 1,
    async run(world, tab) {
      const chat = await anyChat(world, tab);
      if (chat === undefined || !mayBeSignedOut(world, tab)) return false;
      const { random, network } = world;
      world.holdLock(chat.chatId, random.between(1000, 1800));
      const saved = await tab.replica.send(chat.chatId, newText(world));
      if (!saved.ok) return false;
      world.saved(tab, chat.chatId, saved.value);
      network.actor.after(random.between(200, 900), () => {
        if (mayBeSignedOut(world, tab)) void world.signOut(tab.device);
      });
      return true;
    },
  },
];

/** Somebody keeps at least one device. */
function mayBeSignedOut(world: World, { device }: DeviceTab): boolean {
  const left = world.devices.filter(
    ({ me, isSignedOut }) => me.userId === device.me.userId && !isSignedOut,
  );
  return left.length > 1 && !device.isSignedOut;
}
