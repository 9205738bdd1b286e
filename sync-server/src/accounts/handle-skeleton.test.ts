import { expect, test } from 'vitest';
import { handleSkeleton } from './handle-skeleton.ts';

test.each([
  ['bob', 'b0b'],
  ['alice', 'a1ice'],
  ['alice', 'allce'],
  ['mallory', 'rnallory'],
  ['will', 'vvill'],
  ['vwv', 'wvv'],
  ['alice_b', 'aliceb'],
  ['r_nax', 'max'],
])('%s and %s are taken for each other', (one, other) => {
  expect(handleSkeleton(one)).toBe(handleSkeleton(other));
});

test.each([
  ['alice', 'alicia'],
  ['bob', 'rob'],
  ['anna', 'hanna'],
  ['bob2', 'bob3'],
])('%s and %s are told apart', (one, other) => {
  expect(handleSkeleton(one)).not.toBe(handleSkeleton(other));
});
