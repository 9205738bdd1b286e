import fc from 'fast-check';
import { expect, test } from 'vitest';
import { median, quantile, spread } from './statistics.ts';

const values = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 });

test('the median is the middle value, or the mean of the two middle ones', () => {
  expect(median([5, 1, 100])).toBe(5);
  expect(median([4, 1, 100, 2])).toBe(3);
  expect(median([7])).toBe(7);
});

test('a quantile lies straight between its neighbours', () => {
  expect(quantile([0, 10, 20, 30, 40], 0.25)).toBe(10);
  expect(quantile([0, 10], 0.99)).toBeCloseTo(9.9);
  expect(quantile([3, 1, 2], 0)).toBe(1);
  expect(quantile([3, 1, 2], 1)).toBe(3);
});

test('quantiles grow with their share and do not depend on the order', () => {
  fc.assert(
    fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (all, share) => {
      const value = quantile(all, share);
      expect(value).toBe(quantile([...all].reverse(), share));
      expect(value).toBeGreaterThanOrEqual(quantile(all, share / 2));
      expect(value).toBeLessThanOrEqual(Math.max(...all));
    }),
  );
});

test('the spread is the range relative to the median', () => {
  expect(spread([90, 100, 120])).toBeCloseTo(0.3);
  expect(spread([5, 5, 5])).toBe(0);
  expect(spread([0, 0])).toBe(0);
});

test('no value has no median', () => {
  expect(() => median([])).toThrow('no values');
});
