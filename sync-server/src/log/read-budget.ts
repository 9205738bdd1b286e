/**
 * What one device may read of the budget that all devices of its account share. Invariant: a read
 * beyond the budget is put off, in the order in which the account's devices asked, and never left out;
 * once the device is gone nothing is read any more.
 */
import type { UserId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import type { Cancel, Scheduler } from '@jibber/schema/scheduler';
import type { TokenBuckets } from './token-buckets.ts';

export class ReadBudget {
  readonly #buckets: TokenBuckets;
  readonly #scheduler: Scheduler;
  readonly #userId: UserId;
  /** Reads that wait, and what they have taken of the budget. */
  readonly #waiting = new Map<Cancel, number>();
  #isClosed = false;

  constructor(buckets: TokenBuckets, scheduler: Scheduler, userId: UserId) {
    this.#buckets = buckets;
    this.#scheduler = scheduler;
    this.#userId = userId;
  }

  /** Calls `read` as soon as the account may ask so many questions: in this call, or later. */
  take(questions: number, read: () => void): void {
    if (this.#isClosed) return;
    const waitMs = this.#buckets.reserve(this.#userId, this.#scheduler.now(), questions);
    if (waitMs === 0) {
      read();
      return;
    }
    const cancel = this.#scheduler.after(waitMs, () => {
      this.#waiting.delete(cancel);
      read();
    });
    this.#waiting.set(cancel, questions);
  }

  /** What was read: a large answer costs more than a small one, as is known only now. */
  charge(bytes: number): void {
    this.#buckets.charge(this.#userId, this.#scheduler.now(), bytes / limits.readBytes);
  }

  close(): void {
    this.#isClosed = true;
    for (const [cancel, questions] of this.#waiting) {
      cancel();
      this.#buckets.giveBack(this.#userId, this.#scheduler.now(), questions);
    }
    this.#waiting.clear();
  }
}
