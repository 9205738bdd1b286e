/**
 * One run: a while of doings and faults, then an end of all faults, then the question whether every
 * promise was kept. Invariant: the seed and the options are all that a run depends on.
 */

import { userId } from '@jibber/schema/ids';
import type { Violation } from '@jibber/schema/testkit/history';
import { checkAlways, checkErased, checkSettled } from '@jibber/schema/testkit/invariants';
import { doSomething } from './doings.ts';
import { strike } from './faults.ts';
import { Mallory } from './mallory.ts';
import {
  everythingStored,
  glimpse,
  historyOf,
  isCaughtUp,
  lookIntoDatabase,
  lookThrough,
  withoutKept,
} from './observe.ts';
import { prefill } from './prefill.ts';
import { checkRefusals } from './refusals.ts';
import type { SeededBug } from './seeded-bug.ts';
import { openTab, personOf } from './simulated-tab.ts';
import { checkDevices, checkEnded, checkRemoved, checkSaved } from './watch.ts';
import { World } from './world.ts';

export type SimulationOptions = {
  readonly seed: number | string;
  /** How many doings. */
  readonly steps?: number;
  /** Whether it begins with a chat that has several segments. */
  readonly isLong?: boolean;
  /** Put in on purpose: the run is to find it. */
  readonly bug?: SeededBug | undefined;
};

export type SimulationReport = {
  readonly seed: string;
  readonly violations: readonly Violation[];
  readonly coverage: ReadonlyMap<string, number>;
  readonly rows: number;
  readonly virtualMs: number;
};

const mallorysId = userId('01980000-0000-7000-8000-0000000ba110');
/** After the last fault everything must be everywhere within this. */
const settleMs = 5 * 60_000;
/** Erasure is promised within a minute; then devices hear of it. */
const eraseMs = 90_000;

export async function simulate(options: SimulationOptions): Promise<SimulationReport> {
  const { seed, steps = 120 } = options;
  const world = new World({ seed, ...drawShape(seed), bug: options.bug });
  const mallory = new Mallory(world, mallorysId);
  if (options.isLong === true) await prefill(world);
  const startedAtMs = world.time.now();
  const violations: Violation[] = [];
  const check = (found: readonly Violation[]) => violations.push(...found);

  try {
    await live(world, mallory, steps, check);
    await settle(world, check);
    if (violations.length === 0) check(await judge(world));
  } catch (error) {
    check([{ invariant: 'run', message: describe(error) }]);
  }
  for (const failure of world.failures) check([{ invariant: 'fault', message: describe(failure) }]);
  for (const what of mallory.received) {
    check([{ invariant: 'P3', message: `Mallory received ${what}` }]);
  }
  const rows = [...world.database.tables.chats.values()].reduce(
    (sum, chat) => sum + chat.rows.length,
    0,
  );
  const virtualMs = world.time.now() - startedAtMs;
  return { seed: `${seed}`, violations, coverage: world.coverage, rows, virtualMs };
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

/** Lets time pass, and processes die that crashed. */
async function advance(world: World, ms: number): Promise<void> {
  const untilMs = world.time.now() + ms;
  let leftMs = ms;
  while (leftMs > 0) {
    const stepMs = Math.min(leftMs, 50);
    await world.time.runFor(stepMs);
    leftMs = untilMs - world.time.now();
    for (const node of world.chaos.buryDead()) {
      world.network.actor.after(world.random.between(300, 5000), () => node.start());
    }
  }
}

/** All faults end; everybody is there again. */
async function settle(world: World, check: (found: readonly Violation[]) => void): Promise<void> {
  world.chaos.isOn = false;
  await advance(world, 10_000);
  world.network.heal();
  world.network.requestLossRate = 0;
  for (const node of world.nodes) {
    node.putClockRight();
    node.start();
  }
  const present = world.devices.filter(({ isSignedOut }) => !isSignedOut);
  for (const device of present) {
    device.heal();
    if (device.tabs.size === 0) openTab(device);
    for (const tab of device.tabs) {
      tab.show(true);
      tab.hint();
      // Whoever looks at his chats notices that they are gone.
      void tab.replica.chats();
    }
  }
  const isQuiet = () =>
    present.every(
      (device) =>
        isCaughtUp(world, device) && [...device.tabs].every((tab) => tab.replica.unsent() === 0),
    );
  for (let waitedMs = 0; waitedMs < settleMs && !isQuiet(); waitedMs += 1000) {
    await advance(world, 1000);
  }
  if (isQuiet()) return;
  for (const device of present) {
    const unsent = [...device.tabs].map((tab) => tab.replica.unsent());
    const message = `${device.name}: caught up ${isCaughtUp(world, device)}, unsent ${unsent}`;
    if (message.includes('false') || unsent.some((count) => count > 0)) {
      check([{ invariant: 'I9', message }]);
    }
  }
}

async function judge(world: World): Promise<Violation[]> {
  await advance(world, eraseMs);
  for (const person of world.people) openTab(world.addDevice(person, 'new device'));
  await advance(world, 60_000);
  const views = [lookIntoDatabase(world)];
  for (const device of world.devices.filter(({ isSignedOut }) => !isSignedOut)) {
    for (const tab of device.tabs) views.push(await lookThrough(world, tab));
  }
  const history = historyOf(world);
  return [
    ...checkSettled(
      history,
      views.map((view) => withoutKept(world, view)),
    ),
    ...world.log.check(world),
    ...checkErased(history, everythingStored(world)),
    ...checkSaved(world),
    ...checkRefusals(world),
    ...checkEnded(world),
    ...checkRemoved(world),
  ];
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${describe(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
