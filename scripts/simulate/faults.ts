/** Strikes one fault of all there are, somewhere. Invariant: what had no effect is not counted. */
import { deviceFaults } from './device-faults.ts';
import { networkFaults } from './network-faults.ts';
import { nodeFaults } from './node-faults.ts';
import type { World } from './world.ts';

export const faults = [...networkFaults, ...deviceFaults, ...nodeFaults];

/** One fault, somewhere. */
export function strike(world: World): void {
  const total = faults.reduce((sum, { weight }) => sum + weight, 0);
  let drawn = world.random.below(total);
  for (const fault of faults) {
    drawn -= fault.weight;
    if (drawn >= 0) continue;
    if (fault.run(world)) world.count(`fault: ${fault.name}`);
    return;
  }
}
