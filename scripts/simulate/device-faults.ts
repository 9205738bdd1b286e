/** Faults of devices: tabs, disks, clocks, power. Invariant: what was strictly on a disk stays there. */
import type { Fault } from './fault.ts';

const dayMs = 24 * 60 * 60 * 1000;

export const deviceFaults: readonly Fault[] = [
  {
    name: 'tab killed',
    weight: 5,
    run(world) {
      const device = world.random.pick(world.devices);
      const [tab] = world.random.shuffle([...device.tabs]);
      tab?.kill();
      return tab !== undefined;
    },
  },
  {
    name: 'power cut',
    weight: 2,
    run(world) {
      const device = world.random.pick(world.devices);
      const hasRun = device.tabs.size > 0;
      device.cutPower();
      return hasRun;
    },
  },
  {
    name: 'power cut before a commit',
    weight: 2,
    run: (world) => world.random.pick(world.devices).dieAt('before'),
  },
  {
    name: 'power cut after a commit',
    weight: 2,
    run: (world) => world.random.pick(world.devices).dieAt('after'),
  },
  {
    name: 'database evicted',
    weight: 1,
    run(world) {
      world.random.pick(world.devices).evict();
      return true;
    },
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
      return true;
    },
  },
  {
    name: 'slow disk',
    weight: 2,
    run(world) {
      const { disk } = world.random.pick(world.devices);
      disk.commitMs = world.random.pick([0, 5, 80]);
      return disk.commitMs > 0;
    },
  },
  {
    name: 'clock of a device jumped',
    weight: 3,
    run(world) {
      const { random } = world;
      const hours = random.pick([-400 * 24, -24, -1, 1, 24, 400 * 24]);
      random.pick(world.devices).jumpClock((hours * dayMs) / 24);
      return true;
    },
  },
];
