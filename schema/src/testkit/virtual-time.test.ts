import { expect, test } from 'vitest';
import { createRandom } from './random.ts';
import { createVirtualTime } from './virtual-time.ts';

test('time moves only when it is run, to the moment of what runs', async () => {
  const time = createVirtualTime({ startMs: 1000 });
  const alice = time.actor('alice');
  const seen: number[] = [];
  alice.after(50, () => seen.push(alice.now()));
  alice.after(20, () => seen.push(alice.now()));
  expect(time.now()).toBe(1000);
  await time.runUntil(1030);
  expect(seen).toEqual([1020]);
  expect(time.now()).toBe(1030);
  await time.runFor(100);
  expect(seen).toEqual([1020, 1050]);
  expect(time.now()).toBe(1130);
});

test('what is asked for between two looks runs before what was seen as next', async () => {
  const time = createVirtualTime({ startMs: 0 });
  const alice = time.actor('alice');
  const seen: string[] = [];
  alice.after(10, () => seen.push('later'));
  await time.runUntil(5);
  alice.after(2, () => seen.push('sooner'));
  await time.runUntil(20);
  expect(seen).toEqual(['sooner', 'later']);
});

test('promises that follow from a callback are through before the next one', async () => {
  const time = createVirtualTime({ startMs: 0 });
  const alice = time.actor('alice');
  const seen: string[] = [];
  const first = async () => {
    for (let step = 0; step < 50; step += 1) await Promise.resolve();
    seen.push('first');
  };
  alice.soon(() => void first());
  alice.soon(() => seen.push('second'));
  await time.runFor(0);
  expect(seen).toEqual(['first', 'second']);
});

test('a callback never runs inside the call that asked for it', async () => {
  const time = createVirtualTime();
  let isAsking = true;
  time.actor('alice').after(-5, () => expect(isAsking).toBe(false));
  isAsking = false;
  expect(await time.runNext()).toBe(true);
  expect(await time.runNext()).toBe(false);
});

test('what was taken back does not run, nor anything of a killed actor', async () => {
  const time = createVirtualTime();
  const alice = time.actor('alice');
  const node = time.actor('node');
  const seen: string[] = [];
  const cancel = alice.after(1, () => seen.push('taken back'));
  alice.after(2, () => seen.push('alice'));
  node.after(1, () => seen.push('node'));
  cancel();
  cancel();
  node.kill();
  node.after(1, () => seen.push('ghost'));
  expect(time.waiting()).toBe(1);
  await time.runFor(10);
  expect(seen).toEqual(['alice']);
  expect(time.waiting()).toBe(0);
});

test('a clock that jumps moves neither time nor what is waited for', async () => {
  const time = createVirtualTime({ startMs: 1000 });
  const alice = time.actor('alice');
  alice.after(10, () => undefined);
  alice.jumpClock(-400);
  expect(alice.now()).toBe(600);
  expect(time.now()).toBe(1000);
  await time.runNext();
  expect(time.now()).toBe(1010);
});

async function orderOf(seed: number): Promise<string[]> {
  const time = createVirtualTime({ ties: createRandom(seed) });
  const seen: string[] = [];
  for (const name of ['alice', 'bob', 'node']) {
    const actor = time.actor(name);
    for (const step of [1, 2, 3]) actor.after(5, () => seen.push(`${name}${step}`));
  }
  await time.runFor(5);
  return seen;
}

test('ties between actors are shuffled by the seed, those within one actor never', async () => {
  const orders = await Promise.all([1, 2, 3, 4, 5, 6].map(orderOf));
  expect(new Set(orders.map(String)).size).toBeGreaterThan(3);
  expect(await orderOf(3)).toEqual(orders[2]);
  for (const order of orders) {
    for (const name of ['alice', 'bob', 'node']) {
      const own = order.filter((label) => label.startsWith(name));
      expect(own).toEqual([`${name}1`, `${name}2`, `${name}3`]);
    }
  }
});

test('thousands of events come out by time, equal times by asking', async () => {
  const time = createVirtualTime({ startMs: 0 });
  const random = createRandom('heap');
  const actor = time.actor('node');
  const seen: Array<[number, number]> = [];
  for (let asked = 0; asked < 3000; asked += 1) {
    const ms = random.below(200);
    actor.after(ms, () => seen.push([ms, asked]));
  }
  await time.runUntil(1000);
  const sorted = [...seen].sort(([a, one], [b, other]) => a - b || one - other);
  expect(seen).toHaveLength(3000);
  expect(seen).toEqual(sorted);
});

test('waiting for something that does not come names what still waits', async () => {
  const time = createVirtualTime({ startMs: 0 });
  const alice = time.actor('alice');
  let isDone = false;
  alice.after(10, () => {
    isDone = true;
  });
  alice.after(500, () => undefined);
  await time.runUntilTrue(() => isDone, 100);
  expect(time.now()).toBe(10);
  await expect(time.runUntilTrue(() => false, 100)).rejects.toThrow('alice at 500');
});
