/** What a fault of the surroundings is. Invariant: it ends by itself, or when the run heals everything. */
import type { World } from './world.ts';

export type Fault = {
  readonly name: string;
  /** How likely, next to the others. */
  readonly weight: number;
  /** False where there was nothing that it could strike. */
  run(world: World): boolean;
};
