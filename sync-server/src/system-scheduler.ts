/**
 * Time of this process. Invariant: timers here keep no process alive; what must end before it does is
 * waited for by `stop` of its owner.
 */
import type { Cancel, Scheduler } from '@jibber/schema/scheduler';

/** Node's timers, which go by a clock that does not jump. */
export const systemScheduler: Scheduler = {
  now: () => Date.now(),
  after(ms: number, callback: () => void): Cancel {
    const timer = setTimeout(callback, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
  soon(callback: () => void): Cancel {
    const immediate = setImmediate(callback);
    return () => clearImmediate(immediate);
  },
};
