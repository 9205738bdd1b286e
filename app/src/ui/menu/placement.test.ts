import { expect, test } from 'vitest';
import { placeMenu } from './placement.ts';

const menu = { width: 196, height: 140 };
const viewport = { width: 390, height: 844 };

test('a menu opens beneath and after its origin', () => {
  expect(placeMenu({ x: 20, y: 100 }, menu, viewport, false)).toEqual({ x: 20, y: 100 });
});

test('right to left it opens before its origin', () => {
  expect(placeMenu({ x: 300, y: 100 }, menu, viewport, true)).toEqual({ x: 104, y: 100 });
});

test('at the lower edge it opens upwards', () => {
  expect(placeMenu({ x: 20, y: 800 }, menu, viewport, false)).toEqual({ x: 20, y: 660 });
});

test('it never leaves the viewport, also when there is no room at all', () => {
  expect(placeMenu({ x: 389, y: 843 }, menu, viewport, false)).toEqual({ x: 186, y: 696 });
  expect(placeMenu({ x: -5, y: -5 }, { width: 500, height: 900 }, viewport, false)).toEqual({
    x: 8,
    y: 8,
  });
});
