/**
 * Time that stands still until somebody runs it: an event heap behind the `Scheduler` of every actor
 * (a node, a tab, a service worker, a network). Invariants: time never goes back; callbacks of one
 * actor that are due at the same moment run in the order in which they were asked for; what is due at
 * once for several actors runs in their order, or, with a generator, in a seeded random one.
 */
import type { Cancel, Scheduler } from '../scheduler.ts';
import { EventHeap, type TimedEvent } from './event-heap.ts';
import type { Random } from './random.ts';

/** A process with a clock of its own. */
export interface Actor extends Scheduler {
  readonly name: string;
  /** Sets its clock off, forwards or backwards; what it waits for is not touched. */
  jumpClock(byMs: number): void;
  /** Ends it as a kill does: nothing that it asked for runs any more, whatever it asks for later. */
  kill(): void;
}

export interface VirtualTime {
  /** ms since 1970; what the clocks of actors differ from. */
  now(): number;
  actor(name: string): Actor;
  /** Runs what is due next, with all promises that follow from it; false where nothing waits. */
  runNext(): Promise<boolean>;
  /** Runs everything due up to a moment, which it then is. */
  runUntil(ms: number): Promise<void>;
  runFor(ms: number): Promise<void>;
  /** Runs until `isDone`, asked after each event. Throws, with what waits, after `maxMs`. */
  runUntilTrue(isDone: () => boolean, maxMs: number): Promise<void>;
  /** Lets promises settle without running anything that is due. */
  settle(): Promise<void>;
  /** Callbacks that wait, of actors that live. */
  waiting(): number;
}

export type VirtualTimeOptions = {
  readonly startMs?: number;
  /** Decides the order of what is due at once for different actors. */
  readonly ties?: Random;
};

export function createVirtualTime(options: VirtualTimeOptions = {}): VirtualTime {
  const { startMs = Date.UTC(2026, 0, 1), ties } = options;
  const heap = new EventHeap();
  let now = startMs;
  let asked = 0;

  function schedule(actor: string, ms: number, callback: () => void, isAlive: () => boolean) {
    asked += 1;
    const event: TimedEvent = {
      atMs: now + Math.max(0, ms),
      order: asked,
      actor,
      isWanted: isAlive,
      callback,
    };
    heap.add(event);
    return event;
  }

  function createActor(name: string): Actor {
    let offsetMs = 0;
    let isAlive = true;
    function wait(ms: number, callback: () => void): Cancel {
      let isWanted = true;
      schedule(name, ms, callback, () => isAlive && isWanted);
      return () => {
        isWanted = false;
      };
    }
    return {
      name,
      now: () => Math.floor(now) + offsetMs,
      after: wait,
      soon: (callback) => wait(0, callback),
      jumpClock(byMs) {
        offsetMs += byMs;
      },
      kill() {
        isAlive = false;
      },
    };
  }

  async function runNext(untilMs = Number.POSITIVE_INFINITY): Promise<boolean> {
    const event = heap.take(untilMs, ties);
    if (event === undefined) return false;
    now = event.atMs;
    event.callback();
    await settle();
    return true;
  }

  async function runUntil(ms: number): Promise<void> {
    await settle();
    while (await runNext(ms));
    now = Math.max(now, ms);
  }

  return {
    now: () => now,
    actor: createActor,
    runNext: () => runNext(),
    runUntil,
    runFor: (ms) => runUntil(now + ms),
    async runUntilTrue(isDone, maxMs) {
      const endMs = now + maxMs;
      await settle();
      while (!isDone()) {
        if (!(await runNext(endMs))) {
          throw new Error(`not done after ${maxMs} ms; waiting: ${heap.describe()}`);
        }
      }
    },
    settle,
    waiting: () => heap.size(),
  };
}

/** A turn of the real event loop: whatever promises lead to, they are through after it. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
