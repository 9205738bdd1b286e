/**
 * How much of something one account may have: a token bucket each. Beyond it there is a time to wait,
 * so that whoever is too fast is paced and nobody is refused. Invariant: in any span of time no account
 * gets more than its burst and what flows in meanwhile; a clock that jumps ahead gives no more than
 * the burst, and one that is set back lets none wait longer than what it lacks takes to flow in.
 */
import type { UserId } from '@jibber/schema/ids';

export type Rate = {
  readonly perSecond: number;
  readonly burst: number;
};

type Bucket = { tokens: number; filledAt: number };

export class TokenBuckets {
  readonly #rate: Rate;
  readonly #buckets = new Map<UserId, Bucket>();

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /**
   * Takes so many tokens, at most the burst: 0, or how many ms to wait until they are there; then
   * none is taken. `now` in ms.
   */
  take(user: UserId, now: number, cost = 1): number {
    const bucket = this.#fill(user, now);
    const taken = Math.min(cost, this.#rate.burst);
    if (bucket.tokens < taken) {
      return Math.ceil(((taken - bucket.tokens) * 1000) / this.#rate.perSecond);
    }
    bucket.tokens -= taken;
    return 0;
  }

  /**
   * Takes so many tokens, at most the burst, ahead of time: answers how many ms later they are there.
   * So those who wait keep their order, whatever each of them takes.
   */
  reserve(user: UserId, now: number, cost: number): number {
    const bucket = this.#fill(user, now);
    bucket.tokens -= Math.min(cost, this.#rate.burst);
    return bucket.tokens >= 0 ? 0 : Math.ceil((-bucket.tokens * 1000) / this.#rate.perSecond);
  }

  /** Of a reservation that nobody needs any more. */
  giveBack(user: UserId, now: number, cost: number): void {
    const bucket = this.#fill(user, now);
    const { burst } = this.#rate;
    bucket.tokens = Math.min(burst, bucket.tokens + Math.min(cost, burst));
  }

  /** For what is known only afterwards: it makes a bucket owe at most as much as it holds when full. */
  charge(user: UserId, now: number, cost: number): void {
    const bucket = this.#fill(user, now);
    const least = Math.min(bucket.tokens, -this.#rate.burst);
    bucket.tokens = Math.max(least, bucket.tokens - cost);
  }

  /** Forgets the accounts whose bucket is full again; called now and then. */
  sweep(now: number): void {
    for (const user of [...this.#buckets.keys()]) {
      if (this.#fill(user, now).tokens >= this.#rate.burst) this.#buckets.delete(user);
    }
  }

  #fill(user: UserId, now: number): Bucket {
    const { perSecond, burst } = this.#rate;
    const bucket = this.#buckets.get(user) ?? { tokens: burst, filledAt: now };
    const passedMs = Math.max(0, now - bucket.filledAt);
    bucket.tokens = Math.min(burst, bucket.tokens + (passedMs * perSecond) / 1000);
    bucket.filledAt = now;
    this.#buckets.set(user, bucket);
    return bucket;
  }
}
