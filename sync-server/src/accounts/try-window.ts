/**
 * Tries by key in fixed windows of time.
 * Invariant: what is kept is bounded by the tries of one window and the one before, whatever keys
 * are made up; a key without tries takes no memory.
 */
import type { TryLimit } from './try-limits.ts';

export type TryWindowOptions = {
  readonly tries: number;
  readonly windowMs: number;
  /** ms, by a clock that does not jump. */
  readonly now: () => number;
};

export function makeTryWindow({ tries, windowMs, now }: TryWindowOptions): TryLimit {
  let taken = new Map<string, number>();
  let window = Math.floor(now() / windowMs);

  function moveOn(): void {
    const current = Math.floor(now() / windowMs);
    if (current === window) return;
    window = current;
    taken = new Map();
  }

  return {
    take(key) {
      moveOn();
      const count = taken.get(key) ?? 0;
      if (count >= tries) return false;
      taken.set(key, count + 1);
      return true;
    },
    giveBack(key) {
      moveOn();
      const count = taken.get(key) ?? 0;
      if (count <= 1) taken.delete(key);
      else taken.set(key, count - 1);
    },
  };
}
