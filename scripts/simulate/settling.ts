/**
 * The end of a run: all faults are over, everybody is there again, everything has its time; then all
 * promises are asked after. Invariant: what is judged was collected from outside.
 */
import type { History, Violation } from '@jibber/schema/testkit/history';
import { checkErased, checkSettled } from '@jibber/schema/testkit/invariants';
import { checkStories } from './group-story.ts';
import {
  historyOf,
  isCaughtUp,
  lookIntoDatabase,
  lookThrough,
  storedInDatabase,
  storedOnDevice,
} from './observe.ts';
import { checkRefusals } from './refusals.ts';
import { openTab } from './simulated-tab.ts';
import { checkEnded, checkSaved } from './watch.ts';
import { newDevice, type World } from './world.ts';

/** The longest waits of devices together: a connection, an answer, a back-off. */
const settleMs = 60_000;
/** Erasure is promised within a minute; then devices hear of it. */
const eraseMs = 90_000;

/**
 * All faults end; everybody is there again. I9: then everything arrives.
 * @returns ms that it took
 */
export async function settle(
  world: World,
  check: (found: readonly Violation[]) => void,
): Promise<number> {
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
  let waitedMs = 0;
  for (; waitedMs < settleMs && !isQuiet(); waitedMs += 1000) await advance(world, 1000);
  if (isQuiet()) return waitedMs;
  for (const device of present) {
    const unsent = [...device.tabs].map((tab) => tab.replica.unsent());
    const message = `${device.name}: caught up ${isCaughtUp(world, device)}, unsent ${unsent}`;
    if (message.includes('false') || unsent.some((count) => count > 0)) {
      check([{ invariant: 'I9', message }]);
    }
  }
  return waitedMs;
}

/** Every device, a new one of each person, and the database, against what the log says. */
export async function judge(world: World): Promise<Violation[]> {
  await advance(world, eraseMs);
  for (const person of world.people) openTab(world.addDevice(person, newDevice));
  await advance(world, 60_000);
  const views = [lookIntoDatabase(world)];
  for (const device of world.devices.filter(({ isSignedOut }) => !isSignedOut)) {
    for (const tab of device.tabs) views.push(await lookThrough(world, tab));
  }
  const history = historyOf(world);
  return [
    ...checkSettled(history, views),
    ...world.earlier,
    ...world.facts.check(),
    ...(await checkStories(world)),
    ...world.log.check(world),
    ...checkTraces(world, history),
    ...checkSaved(world),
    ...checkRefusals(world),
    ...checkEnded(world),
  ];
}

/**
 * I10: nobody holds what was erased. Of chats that somebody was away from he keeps what he had, until
 * he puts them away.
 */
function checkTraces(world: World, history: History): Violation[] {
  const present = world.devices.filter(({ isSignedOut }) => !isSignedOut);
  return [
    ...checkErased(history, storedInDatabase(world)),
    ...checkErased(history, world.told),
    ...present.flatMap((device) => {
      const rows = history.rows.filter(
        ({ chatId }) => !world.facts.wasAway(chatId, device.me.userId),
      );
      return checkErased({ ...history, rows }, storedOnDevice(device));
    }),
  ];
}

/** Lets time pass, and processes die that crashed. */
export async function advance(world: World, ms: number): Promise<void> {
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
