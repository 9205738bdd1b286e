/** Faults of lines between devices and nodes. Invariant: bytes that arrive, arrive as they were sent. */
import type { Fault } from './fault.ts';
import type { OpenLink } from './network.ts';
import type { World } from './world.ts';

export const networkFaults: readonly Fault[] = [
  {
    name: 'socket cut',
    weight: 8,
    run: (world) => onLink(world, ({ link }) => link.cut()),
  },
  {
    name: 'socket cut within a message',
    weight: 8,
    run: (world) =>
      onLink(world, ({ link }) => {
        const direction = world.random.pick(['up', 'down'] as const);
        link.cutAfter(direction, world.random.below(900));
      }),
  },
  {
    name: 'socket frozen',
    weight: 2,
    run: (world) => onLink(world, (open) => world.network.freeze(open)),
  },
  {
    name: 'socket stopped one way',
    weight: 4,
    run: (world) =>
      onLink(world, (open) => {
        world.network.freeze(open, world.random.pick(['up', 'down'] as const));
      }),
  },
  {
    // The device has given the socket up and sends on another by the time these bytes arrive.
    name: 'bytes of an old socket after those of a new one',
    weight: 3,
    run: (world) => onLink(world, (open) => world.network.delay(open)),
  },
  {
    name: 'message repeated',
    weight: 5,
    // A device sends again by itself; hello is said once.
    run: (world) => onLink(world, ({ link }) => link.repeatNext('down')),
  },
  {
    name: 'device offline',
    weight: 6,
    run(world) {
      const device = world.random.pick(world.devices);
      world.network.goOffline(device.name);
      world.network.actor.after(world.random.between(500, 40_000), () => {
        world.network.goOnline(device.name);
        for (const tab of device.tabs) tab.hint();
      });
      return true;
    },
  },
];

function onLink(world: World, work: (open: OpenLink) => void): boolean {
  const [open] = world.random.shuffle([...world.network.links]);
  if (open === undefined) return false;
  work(open);
  return true;
}
