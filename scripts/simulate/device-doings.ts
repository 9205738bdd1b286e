/** What people do with their devices. Invariant: nothing in here touches a chat. */
import type { Doing } from './doing.ts';
import { openTab } from './simulated-tab.ts';
import { wakeWorker } from './simulated-worker.ts';

/** Devices of one person; a new one of each comes at the end of every run. */
const mostDevices = 4;

export const deviceDoings: readonly Doing[] = [
  {
    name: 'open another tab',
    weight: 3,
    async run(world, tab) {
      if (tab.device.tabs.size >= 3) return false;
      openTab(tab.device);
      world.count('did: have several tabs');
      return true;
    },
  },
  {
    name: 'close a tab',
    weight: 3,
    async run(_, tab) {
      await tab.replica.stop();
      tab.kill();
      return true;
    },
  },
  {
    name: 'look away or back',
    weight: 6,
    async run(_, tab) {
      tab.show(!tab.isVisible);
      return true;
    },
  },
  {
    name: 'sign in on a new device',
    weight: 1,
    async run(world, tab) {
      const { userId } = tab.device.me;
      const own = world.devices.filter(({ me }) => me.userId === userId).length;
      if (own >= mostDevices) return false;
      openTab(world.addDevice(userId, `device ${own + 1}`));
      return true;
    },
  },
  {
    name: 'wake the worker beside open tabs',
    weight: 2,
    async run(_, tab) {
      wakeWorker(tab.device);
      return true;
    },
  },
];
