import { expect, test } from 'vitest';
import { makeTryWindow } from './try-window.ts';

function setUp() {
  const clock = { now: 0 };
  return { clock, limit: makeTryWindow({ tries: 2, windowMs: 1000, now: () => clock.now }) };
}

test('tries are counted by key and come back with the next window', () => {
  const { clock, limit } = setUp();
  expect([limit.take('alice'), limit.take('alice'), limit.take('alice')]).toEqual([
    true,
    true,
    false,
  ]);
  expect(limit.take('bob')).toBe(true);
  clock.now = 999;
  expect(limit.take('alice')).toBe(false);
  clock.now = 1000;
  expect(limit.take('alice')).toBe(true);
});

test('a try given back can be taken again, and no more than were taken', () => {
  const { limit } = setUp();
  limit.take('alice');
  limit.giveBack('alice');
  limit.giveBack('alice');
  expect([limit.take('alice'), limit.take('alice'), limit.take('alice')]).toEqual([
    true,
    true,
    false,
  ]);
});

test('a try of the window before, given back late, makes no more tries now', () => {
  const { clock, limit } = setUp();
  limit.take('alice');
  clock.now = 1000;
  limit.giveBack('alice');
  expect([limit.take('alice'), limit.take('alice'), limit.take('alice')]).toEqual([
    true,
    true,
    false,
  ]);
});
