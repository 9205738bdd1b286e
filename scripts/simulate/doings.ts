/** Begins what people do, by chance. Invariant: it goes on by itself, and may be cut short by anything. */
import { chatDoings } from './chat-doings.ts';
import { contestDoings } from './contest-doings.ts';
import { deviceDoings } from './device-doings.ts';
import { groupDoings } from './group-doings.ts';
import { jointDoings } from './joint-doings.ts';
import { memberDoings } from './member-doings.ts';
import { rightDoings } from './right-doings.ts';
import { openTab } from './simulated-tab.ts';
import { wakeWorker } from './simulated-worker.ts';
import type { World } from './world.ts';

export const doings = [
  ...chatDoings,
  ...jointDoings,
  ...deviceDoings,
  ...rightDoings,
  ...groupDoings,
  ...memberDoings,
  ...contestDoings,
];

/** Begins something on a device. */
export function doSomething(world: World): void {
  const device = world.random.pick(world.devices.filter(({ isSignedOut }) => !isSignedOut));
  if (device.tabs.size === 0) {
    const isOpened = world.random.chance(0.6);
    if (isOpened) openTab(device);
    else wakeWorker(device);
    world.count(isOpened ? 'did: start the app' : 'did: wake the worker');
    return;
  }
  const tab = world.random.pick([...device.tabs]);
  const total = doings.reduce((sum, { weight }) => sum + weight, 0);
  let drawn = world.random.below(total);
  for (const doing of doings) {
    drawn -= doing.weight;
    if (drawn >= 0) continue;
    doing.run(world, tab).then(
      (isDone) => {
        if (isDone) world.count(`did: ${doing.name}`);
      },
      (error: unknown) => {
        if (tab.isAlive) world.failures.push(error);
      },
    );
    return;
  }
}
