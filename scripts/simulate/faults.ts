/**
 * Faults of the surroundings: lines, processes, disks, clocks. Invariant: each ends by itself, or when
 * the run heals everything.
 */
import type { World } from './world.ts';

type Fault = { readonly name: string; readonly weight: number; run(world: World): void };

/** One fault, somewhere. */
export function strike(world: World): void {
  const total = faults.reduce((sum, { weight }) => sum + weight, 0);
  let drawn = world.random.below(total);
  for (const fault of faults) {
    drawn -= fault.weight;
    if (drawn >= 0) continue;
    world.count(`fault: ${fault.name}`);
    fault.run(world);
    return;
  }
}

const faults: readonly Fault[] = [
  {
    name: 'socket cut',
    weight: 8,
    run: (world) => anyLink(world)?.link.cut(),
  },
  {
    name: 'socket cut within a message',
    weight: 8,
    run(world) {
      const random = world.random;
      anyLink(world)?.link.cutAfter(random.pick(['up', 'down'] as const), random.below(900));
    },
  },
  {
    name: 'socket frozen',
    weight: 3,
    run(world) {
      const open = anyLink(world);
      if (open !== undefined) world.network.freeze(open);
    },
  },
  {
    name: 'message repeated',
    weight: 5,
    // A device sends again by itself; hello is said once.
    run: (world) => anyLink(world)?.link.repeatNext('down'),
  },
  {
    name: 'device offline',
    weight: 6,
    run(world) {
      const { name } = world.random.pick(world.devices);
      world.network.goOffline(name);
      world.network.actor.after(world.random.between(500, 40_000), () => {
        world.network.goOnline(name);
        for (const device of world.devices) {
          if (device.name === name) for (const tab of device.tabs) tab.hint();
        }
      });
    },
  },
  {
    name: 'node killed',
    weight: 4,
    run(world) {
      const node = world.random.pick(world.nodes);
      node.kill();
      world.network.actor.after(world.random.between(500, 8000), () => node.start());
    },
  },
  {
    name: 'node restarted in good order',
    weight: 2,
    run(world) {
      const node = world.random.pick(world.nodes);
      void node.stop();
      world.network.actor.after(world.random.between(3000, 9000), () => node.start());
    },
  },
  {
    name: 'tab killed',
    weight: 5,
    run(world) {
      const device = world.random.pick(world.devices);
      const [tab] = world.random.shuffle([...device.tabs]);
      tab?.kill();
    },
  },
  {
    name: 'power cut',
    weight: 2,
    run: (world) => world.random.pick(world.devices).cutPower(),
  },
  {
    name: 'database evicted',
    weight: 1,
    run: (world) => world.random.pick(world.devices).evict(),
  },
  {
    name: 'disk full',
    weight: 1,
    run(world) {
      const { disk } = world.random.pick(world.devices);
      disk.fault = 'full';
      world.network.actor.after(world.random.between(500, 8000), () => {
        disk.fault = undefined;
      });
    },
  },
  {
    name: 'slow disk',
    weight: 2,
    run(world) {
      world.random.pick(world.devices).disk.commitMs = world.random.pick([0, 5, 80]);
    },
  },
  {
    name: 'clock jumped',
    weight: 2,
    run(world) {
      const days = world.random.pick([-400, -1, 1, 400]);
      world.random.pick(world.devices).jumpClock(days * 24 * 60 * 60 * 1000);
    },
  },
];

function anyLink(world: World) {
  const [open] = world.random.shuffle([...world.network.links]);
  return open;
}
