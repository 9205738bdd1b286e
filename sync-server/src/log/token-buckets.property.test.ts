import type { UserId } from '@jibber/schema/ids';
import { alice, bob } from '@jibber/schema/testkit/people';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { TokenBuckets } from './token-buckets.ts';

const rates = fc.record({
  perSecond: fc.integer({ min: 1, max: 1000 }),
  burst: fc.integer({ min: 1, max: 100 }),
});
const steps = fc.array(
  fc.record({
    passedMs: fc.integer({ min: 0, max: 3000 }),
    user: fc.constantFrom(alice, bob),
    what: fc.constantFrom('take', 'charge', 'sweep'),
    cost: fc.integer({ min: 1, max: 120 }),
  }),
  { maxLength: 60 },
);

test('in any span no account gets more than its burst and what flows in', () => {
  fc.assert(
    fc.property(rates, steps, (rate, all) => {
      const buckets = new TokenBuckets(rate);
      const given: { user: UserId; at: number; tokens: number }[] = [];
      let now = 0;
      for (const { passedMs, user, what, cost } of all) {
        now += passedMs;
        if (what === 'sweep') buckets.sweep(now);
        else if (what === 'charge') buckets.charge(user, now, cost);
        else if (buckets.take(user, now, cost) === 0) {
          given.push({ user, at: now, tokens: Math.min(cost, rate.burst) });
        }
      }
      for (const first of given) {
        let sum = 0;
        for (const { user, at, tokens } of given.slice(given.indexOf(first))) {
          if (user !== first.user) continue;
          sum += tokens;
          const most = rate.burst + ((at - first.at) * rate.perSecond) / 1000;
          expect(sum).toBeLessThanOrEqual(most + 1e-6);
        }
      }
    }),
  );
});

test('who waits as long as he was told gets it, and never waits for what others did', () => {
  fc.assert(
    fc.property(rates, steps, fc.integer({ min: 1, max: 120 }), (rate, all, wanted) => {
      const buckets = new TokenBuckets(rate);
      let now = 0;
      for (const { passedMs, what, cost } of all) {
        now += passedMs;
        if (what === 'charge') buckets.charge(bob, now, cost);
        else buckets.take(bob, now, cost);
      }
      expect(buckets.take(alice, now, wanted)).toBe(0);
      const waitMs = buckets.take(bob, now, wanted);
      const mostMs = ((rate.burst + Math.min(wanted, rate.burst)) * 1000) / rate.perSecond;
      expect(waitMs).toBeLessThanOrEqual(Math.ceil(mostMs));
      if (waitMs > 0) expect(buckets.take(bob, now + waitMs + 1e-6, wanted)).toBe(0);
    }),
  );
});

test('reservations begin in their order, and never more than the burst and what flows in', () => {
  fc.assert(
    fc.property(rates, steps, (rate, all) => {
      const buckets = new TokenBuckets(rate);
      const given: { at: number; tokens: number }[] = [];
      let now = 0;
      for (const { passedMs, what, cost } of all) {
        now += passedMs;
        if (what === 'sweep') buckets.sweep(now);
        else if (what === 'charge') buckets.charge(alice, now, cost);
        else {
          const at = now + buckets.reserve(alice, now, cost);
          expect(at).toBeGreaterThanOrEqual(given.at(-1)?.at ?? 0);
          given.push({ at, tokens: Math.min(cost, rate.burst) });
        }
      }
      for (const [index, first] of given.entries()) {
        let sum = 0;
        for (const { at, tokens } of given.slice(index)) {
          sum += tokens;
          const most = rate.burst + ((at - first.at) * rate.perSecond) / 1000;
          // A wait is a whole number of ms: the first of them may have begun up to one later.
          expect(sum).toBeLessThanOrEqual(most + rate.perSecond / 1000 + 1e-6);
        }
      }
    }),
  );
});

test('a reservation given back is as if it had not been', () => {
  fc.assert(
    fc.property(rates, fc.array(fc.integer({ min: 1, max: 120 })), (rate, costs) => {
      const buckets = new TokenBuckets(rate);
      for (const cost of costs) buckets.reserve(alice, 0, cost);
      for (const cost of costs) buckets.giveBack(alice, 0, cost);
      expect(buckets.take(alice, 0, rate.burst)).toBe(0);
      expect(buckets.take(alice, 0)).toBeGreaterThan(0);
    }),
  );
});
