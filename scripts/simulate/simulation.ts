/**
 * One run: a while of doings and faults, then an end of all faults, then the question whether every
 * promise was kept. Invariant: the seed and the options are all that a run depends on.
 */

import type { Violation } from '@jibber/schema/testkit/history';
import { checkAlways } from '@jibber/schema/testkit/invariants';
import { doSomething } from './doings.ts';
import { strike } from './faults.ts';
import { Mallory } from './mallory.ts';
import { glimpse, historyOf } from './observe.ts';
import { prefill } from './prefill.ts';
import type { SeededBug } from './seeded-bug.ts';
import { advance, judge, settle } from './settling.ts';
import { openTab, personOf } from './simulated-tab.ts';
import { checkDevices } from './watch.ts';
import { World } from './world.ts';

export type SimulationOptions = {
  readonly seed: number | string;
  /** How many doings. */
  readonly steps?: number;
  /** Put in on purpose: the run is to find it. */
  readonly bug?: SeededBug | undefined;
  /** Hears of everything that is counted, as it happens; ms since the beginning. */
  readonly trace?: ((atMs: number, name: string) => void) | undefined;
};

export type SimulationReport = {
  readonly options: SimulationOptions;
  readonly violations: readonly Violation[];
  readonly coverage: ReadonlyMap<string, number>;
  readonly rows: number;
  readonly virtualMs: number;
  /** ms from the end of all faults until everything was everywhere. */
  readonly settledMs: number;
};

export const defaultSteps = 120;

export async function simulate(options: SimulationOptions): Promise<SimulationReport> {
  const { seed, steps = defaultSteps, bug, trace } = options;
  const world = new World({ seed, ...drawShape(seed), bug, trace });
  const mallory = new Mallory(world, world.outsider);
  if (world.random.fork('past').chance(0.1)) await prefill(world);
  const startedAtMs = world.time.now();
  const violations: Violation[] = [];
  const check = (found: readonly Violation[]) => violations.push(...found);

  let settledMs = 0;
  try {
    await live(world, mallory, steps, check);
    settledMs = await settle(world, check);
    if (violations.length === 0) check(await judge(world));
  } catch (error) {
    check([{ invariant: 'run', message: describe(error) }]);
  }
  for (const failure of world.failures) check([{ invariant: 'fault', message: describe(failure) }]);
  check(world.leaks);
  for (const what of mallory.received) {
    check([{ invariant: 'P3', message: `Mallory received ${what}` }]);
  }
  const rows = [...world.database.tables.chats.values()].reduce(
    (sum, chat) => sum + chat.rows.length,
    0,
  );
  const virtualMs = world.time.now() - startedAtMs;
  const { coverage } = world;
  return { options, violations, coverage, rows, virtualMs, settledMs };
}

function drawShape(seed: number | string) {
  const random = new World({ seed: `${seed}/shape`, nodes: 0, devices: [] }).random;
  return {
    nodes: random.pick([2, 2, 3]),
    devices: Array.from({ length: random.pick([3, 3, 4, 5]) }, () => random.pick([1, 1, 1, 2, 3])),
  };
}

/** Doings and faults, in turns of quiet and storm. */
async function live(
  world: World,
  mallory: Mallory,
  steps: number,
  check: (found: readonly Violation[]) => void,
): Promise<void> {
  const { random, chaos, network, time } = world;
  for (const device of world.devices) {
    const tab = openTab(device);
    if (!random.chance(0.8)) continue;
    const person = random.pick(world.people);
    time.actor('people').after(random.between(300, 330), () => {
      if (tab.isAlive) void tab.replica.openDirect(personOf(person));
    });
  }
  await time.runFor(500);
  for (let step = 0; step < steps; step += 1) {
    if (step % 20 === 0) {
      chaos.isOn = random.chance(0.75);
      chaos.commitFaultRate = random.pick([0, 0.03, 0.2]);
      chaos.hintLossRate = random.pick([0, 0.1, 0.8]);
      network.requestLossRate = chaos.isOn ? random.pick([0, 0.2]) : 0;
    }
    doSomething(world);
    if (random.chance(0.15)) mallory.attack();
    if (chaos.isOn && random.chance(0.25)) strike(world);
    await advance(world, random.chance(0.1) ? random.between(1000, 30_000) : random.below(400));
    check(checkDevices(world));
    if (step % 5 === 0) check(checkAlways(historyOf(world), glimpse(world)));
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${describe(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
