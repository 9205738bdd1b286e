/** A Web Lock around one piece of work. Invariant: it is given back, whatever becomes of the work. */
import type { Locks } from './ports.ts';

/** Waits until no other tab holds the lock, then does the work. */
export function holdLock<Value>(
  locks: Locks,
  name: string,
  work: () => Promise<Value>,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const release = locks.request(name, false, {
      held: () => {
        work()
          .then(resolve, reject)
          .finally(() => release());
      },
      // Nobody steals these.
      lost: () => undefined,
    });
  });
}
