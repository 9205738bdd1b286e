/**
 * Locks as a database has them: of rows for one transaction at a time, in the order of asking, with a
 * time limit; of sessions shared, so that ending one waits for the transactions that read it.
 * Invariant: a transaction that ended, in whatever way, holds nothing.
 */
import type { Cancel, Scheduler } from '@jibber/schema/scheduler';
import { StorageFault } from './storage.ts';

/** A transaction, as far as locks know it. */
export type Holder = object;

type Waiter = {
  readonly holder: Holder;
  readonly grant: () => void;
  readonly refuse: (fault: StorageFault) => void;
  readonly cancel: Cancel;
};

export class MemoryLocks {
  readonly #scheduler: Scheduler;
  readonly #timeoutMs: number;
  readonly #holders = new Map<string, Holder>();
  readonly #waiters = new Map<string, Waiter[]>();
  readonly #shared = new Map<string, Set<Holder>>();
  readonly #whenFree = new Map<string, (() => void)[]>();

  constructor(scheduler: Scheduler, timeoutMs: number) {
    this.#scheduler = scheduler;
    this.#timeoutMs = timeoutMs;
  }

  /** Resolves when `holder` alone has the lock; rejects `busy` after the time limit. */
  acquire(key: string, holder: Holder): Promise<void> {
    const current = this.#holders.get(key);
    if (current === undefined || current === holder) {
      this.#holders.set(key, holder);
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const waiters = this.#waiters.get(key) ?? [];
      this.#waiters.set(key, waiters);
      const waiter: Waiter = {
        holder,
        grant: resolve,
        refuse: reject,
        cancel: this.#scheduler.after(this.#timeoutMs, () => {
          waiters.splice(waiters.indexOf(waiter), 1);
          reject(new StorageFault('busy'));
        }),
      };
      waiters.push(waiter);
    });
  }

  share(key: string, holder: Holder): void {
    const holders = this.#shared.get(key) ?? new Set();
    this.#shared.set(key, holders);
    holders.add(holder);
  }

  /** Resolves when nobody shares the lock. */
  whenUnshared(key: string): Promise<void> {
    if (!this.#shared.has(key)) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenFree.set(key, [...(this.#whenFree.get(key) ?? []), resolve]);
    });
  }

  /** Gives up everything that a transaction holds and waits for. */
  release(holder: Holder): void {
    for (const [key, waiters] of this.#waiters) {
      for (const waiter of waiters) if (waiter.holder === holder) waiter.cancel();
      const left = waiters.filter((waiter) => waiter.holder !== holder);
      waiters.splice(0, waiters.length, ...left);
      if (left.length === 0) this.#waiters.delete(key);
    }
    for (const [key, current] of this.#holders) {
      if (current !== holder) continue;
      const next = this.#waiters.get(key)?.shift();
      if (next === undefined) {
        this.#holders.delete(key);
      } else {
        next.cancel();
        this.#holders.set(key, next.holder);
        next.grant();
      }
    }
    for (const [key, holders] of this.#shared) {
      if (!holders.delete(holder) || holders.size > 0) continue;
      this.#shared.delete(key);
      for (const resolve of this.#whenFree.get(key) ?? []) resolve();
      this.#whenFree.delete(key);
    }
  }
}
