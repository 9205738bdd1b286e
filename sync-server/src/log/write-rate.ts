/**
 * How fast one account may write: a token bucket each. Beyond it the answer is "again" with the time
 * to wait, so an offline backlog is paced and never refused. Invariant: a clock that jumps gives no
 * account more than its burst and lets none wait longer than for one token.
 */
import type { UserId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';

export type WriteRateSettings = {
  readonly perSecond: number;
  readonly burst: number;
};

export const writeRateDefaults: WriteRateSettings = {
  perSecond: limits.writesPerAccountPerSecond,
  burst: limits.writesPerAccountBurst,
};

type Bucket = { tokens: number; filledAt: number };

export class WriteRate {
  readonly #settings: WriteRateSettings;
  readonly #buckets = new Map<UserId, Bucket>();

  constructor(settings: WriteRateSettings) {
    this.#settings = settings;
  }

  /** Takes a token: 0, or how many ms to wait for the next. `now` in ms. */
  take(user: UserId, now: number): number {
    const { perSecond, burst } = this.#settings;
    const bucket = this.#buckets.get(user) ?? { tokens: burst, filledAt: now };
    const passedMs = Math.max(0, now - bucket.filledAt);
    bucket.tokens = Math.min(burst, bucket.tokens + (passedMs * perSecond) / 1000);
    bucket.filledAt = now;
    this.#buckets.set(user, bucket);
    if (bucket.tokens < 1) return Math.ceil(((1 - bucket.tokens) * 1000) / perSecond);
    bucket.tokens -= 1;
    return 0;
  }

  /** Forgets the accounts whose bucket is full again; called now and then. */
  sweep(now: number): void {
    const { perSecond, burst } = this.#settings;
    const fullAfterMs = (burst * 1000) / perSecond;
    for (const [user, bucket] of this.#buckets) {
      if (now - bucket.filledAt >= fullAfterMs) this.#buckets.delete(user);
    }
  }
}
