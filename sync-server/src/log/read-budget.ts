/**
 * What one device may read of the budget that all devices of its account share. Invariant: a read
 * beyond the budget is put off and never left out; once the device is gone nothing is read any more.
 */
import type { UserId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import type { Cancel, Scheduler } from '@jibber/schema/scheduler';
import type { TokenBuckets } from './token-buckets.ts';

export class ReadBudget {
  readonly #buckets: TokenBuckets;
  readonly #scheduler: Scheduler;
  readonly #userId: UserId;
  readonly #waiting = new Set<Cancel>();
  #isClosed = false;

  constructor(buckets: TokenBuckets, scheduler: Scheduler, userId: UserId) {
    this.#buckets = buckets;
    this.#scheduler = scheduler;
    this.#userId = userId;
  }

  /** Calls `read` as soon as the account may ask so many questions: in this call, or later. */
  take(questions: number, read: () => void): void {
    if (this.#isClosed) return;
    const waitMs = this.#buckets.take(this.#userId, this.#scheduler.now(), questions);
    if (waitMs === 0) {
      read();
      return;
    }
    const cancel = this.#scheduler.after(waitMs, () => {
      this.#waiting.delete(cancel);
      this.take(questions, read);
    });
    this.#waiting.add(cancel);
  }

  /** What was read: a large answer costs more than a small one, as is known only now. */
  charge(bytes: number): void {
    this.#buckets.charge(this.#userId, this.#scheduler.now(), bytes / limits.readBytes);
  }

  close(): void {
    this.#isClosed = true;
    for (const cancel of this.#waiting) cancel();
    this.#waiting.clear();
  }
}
