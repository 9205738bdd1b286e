/**
 * Runs work a few at a time with a short queue before it.
 * Invariant: at most `running` run and at most `waiting` wait; what comes beyond is turned away at
 * once, so that a flood costs its senders their answer and nobody else his memory.
 */
import { fail, type Result, succeed } from '@jibber/schema/result';

export type BoundedQueueLimits = { readonly running: number; readonly waiting: number };

export interface BoundedQueue {
  /** Starts `work` when its turn comes. `busy`: too many wait already; it is not started. */
  run<Value>(work: () => Promise<Value>): Promise<Result<Value, 'busy'>>;
}

export function makeBoundedQueue(limits: BoundedQueueLimits): BoundedQueue {
  const waiting: (() => void)[] = [];
  let running = 0;

  /** Hands the place of work that is done to the one who waits longest. */
  function leave(): void {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }

  return {
    async run(work) {
      if (running < limits.running) running += 1;
      else if (waiting.length >= limits.waiting) return fail('busy');
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return succeed(await work());
      } finally {
        leave();
      }
    },
  };
}
