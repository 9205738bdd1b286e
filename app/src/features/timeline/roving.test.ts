import { expect, test } from 'vitest';
import { nextIndex } from './roving.ts';

test('arrows move by one and stop at the ends', () => {
  expect(nextIndex('ArrowDown', 3, 5)).toBe(4);
  expect(nextIndex('ArrowDown', 4, 5)).toBe(4);
  expect(nextIndex('ArrowUp', 0, 5)).toBe(0);
  expect(nextIndex('Home', 3, 5)).toBe(0);
  expect(nextIndex('End', 3, 5)).toBe(4);
});

test('other keys move nothing', () => {
  expect(nextIndex('a', 3, 5)).toBeUndefined();
  expect(nextIndex('toString', 3, 5)).toBeUndefined();
});
