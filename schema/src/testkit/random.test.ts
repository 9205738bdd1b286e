import { expect, test } from 'vitest';
import { createRandom } from './random.ts';

test('a seed gives the same stream for ever', () => {
  const random = createRandom(1);
  expect([random.bits(), random.bits(), random.bits()]).toEqual([
    1374663249, 456544795, 1708052976,
  ]);
  expect(createRandom('1').bits()).toBe(createRandom(1).bits());
});

test('a fork does not depend on what its parent was drawn for', () => {
  const fresh = createRandom(5).fork('network').bits();
  const used = createRandom(5);
  for (let draw = 0; draw < 100; draw += 1) used.bits();
  expect(used.fork('network').bits()).toBe(fresh);
  expect(used.fork('disk').bits()).not.toBe(fresh);
  expect(used.fork('network').name).toBe('5/network');
});

test('each result is about as likely as another', () => {
  const random = createRandom('evenness');
  const counts = new Array<number>(7).fill(0);
  for (let draw = 0; draw < 70_000; draw += 1) {
    const index = random.below(7);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  // Chi squared with 6 degrees of freedom: 22.46 is passed once in a thousand streams.
  const chiSquared = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
  expect(chiSquared).toBeLessThan(22.46);
});

test('every bit is set half of the time and does not follow its neighbour', () => {
  const random = createRandom('bits');
  const set = new Array<number>(32).fill(0);
  const repeated = new Array<number>(32).fill(0);
  let before = random.bits();
  for (let draw = 0; draw < 20_000; draw += 1) {
    const bits = random.bits();
    for (let bit = 0; bit < 32; bit += 1) {
      set[bit] = (set[bit] ?? 0) + ((bits >>> bit) & 1);
      repeated[bit] = (repeated[bit] ?? 0) + (1 ^ (((bits ^ before) >>> bit) & 1));
    }
    before = bits;
  }
  // Five standard deviations of a fair coin thrown 20,000 times.
  for (const count of [...set, ...repeated]) expect(Math.abs(count - 10_000)).toBeLessThan(354);
});

test('the ends of a range are reached and never passed', () => {
  const random = createRandom('ends');
  const drawn = new Set(Array.from({ length: 1000 }, () => random.between(-2, 2)));
  expect([...drawn].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2]);
  expect(random.below(1)).toBe(0);
  expect(random.below(2 ** 32)).toBeLessThan(2 ** 32);
  expect(() => random.below(0)).toThrow();
  expect(() => random.pick([])).toThrow();
});

test('a chance of 0 never comes and a chance of 1 always', () => {
  const random = createRandom('chances');
  const sure = Array.from({ length: 200 }, () => [random.chance(0), random.chance(1)]);
  expect(sure.every(([never, always]) => never === false && always === true)).toBe(true);
});

test('shuffling keeps every item once and leaves the list as it was', () => {
  const items = Object.freeze([1, 2, 3, 4, 5, 6, 7, 8]);
  const shuffled = createRandom('shuffle').shuffle(items);
  expect([...shuffled].sort()).toEqual([...items]);
  expect(shuffled).not.toEqual([...items]);
});

test('bytes take all values', () => {
  expect(new Set(createRandom('bytes').bytes(5000)).size).toBe(256);
});
