import type { Scheduler } from '@jibber/schema/scheduler';
import { alice, bob } from '@jibber/schema/testkit/people';
import { createVirtualTime } from '@jibber/schema/testkit/virtual-time';
import { expect, test } from 'vitest';
import { ReadBudget } from './read-budget.ts';
import { TokenBuckets } from './token-buckets.ts';

const rate = { perSecond: 10, burst: 4 };

function setUp() {
  const time = createVirtualTime();
  const clock = time.actor('node');
  let waits = 0;
  const scheduler: Scheduler = {
    ...clock,
    after(ms, callback) {
      waits += 1;
      return clock.after(ms, callback);
    },
  };
  const buckets = new TokenBuckets(rate);
  const budget = (user = alice) => new ReadBudget(buckets, scheduler, user);
  return { time, budget, waits: () => waits };
}

/** Reads as a device that catches up without end does. */
function readOn(budget: ReadBudget): void {
  budget.take(1, () => void Promise.resolve().then(() => readOn(budget)));
}

test('who asks for much gets his turn, however many others ask for little', async () => {
  const { time, budget } = setUp();
  const busy = [budget(), budget(), budget()];
  for (const each of busy) readOn(each);
  await time.runFor(1000);
  let isGreeted = false;
  budget().take(4, () => {
    isGreeted = true;
  });
  await time.runFor(1000);
  expect(isGreeted).toBe(true);
  for (const each of busy) each.close();
});

test('what waits is asked once, in the order in which it came', async () => {
  const { time, budget, waits } = setUp();
  const read: number[] = [];
  const devices = Array.from({ length: 50 }, () => budget());
  for (const [index, device] of devices.entries()) {
    device.take(1 + (index % 3), () => read.push(index));
  }
  await time.runFor(20_000);
  expect(read).toEqual(devices.map((_, index) => index));
  expect(waits()).toBeLessThanOrEqual(devices.length);
});

test('who is gone before his turn leaves it to those who stay', async () => {
  const { time, budget } = setUp();
  budget().take(4, () => undefined);
  const gone = Array.from({ length: 20 }, () => budget());
  const read: string[] = [];
  for (const each of gone) each.take(4, () => read.push('gone'));
  for (const each of gone) each.close();
  budget().take(2, () => read.push('stayed'));
  budget(bob).take(4, () => read.push('another account'));
  await time.runFor(199);
  expect(read).toEqual(['another account']);
  await time.runFor(1);
  expect(read).toEqual(['another account', 'stayed']);
});
