import { alice, bob } from '@jibber/schema/testkit/people';
import { expect, test } from 'vitest';
import { TokenBuckets } from './token-buckets.ts';

test('an account may write a burst at once, then one after the other, whatever others do', () => {
  const rate = new TokenBuckets({ perSecond: 10, burst: 3 });
  expect([1, 2, 3, 4].map(() => rate.take(alice, 0))).toEqual([0, 0, 0, 100]);
  expect(rate.take(bob, 0)).toBe(0);
  expect(rate.take(alice, 40)).toBe(60);
  expect(rate.take(alice, 100)).toBe(0);
  expect(rate.take(alice, 100)).toBe(100);
  expect([1, 2, 3, 4].map(() => rate.take(alice, 10_000))).toEqual([0, 0, 0, 100]);
});

test('a clock that is set back lets nobody wait longer than for one token', () => {
  const rate = new TokenBuckets({ perSecond: 10, burst: 1 });
  expect(rate.take(alice, 1_000_000)).toBe(0);
  expect(rate.take(alice, 0)).toBe(100);
  expect(rate.take(alice, 100)).toBe(0);
});

test('a clock that jumps ahead gives no more than the burst', () => {
  const rate = new TokenBuckets({ perSecond: 10, burst: 2 });
  rate.take(alice, 0);
  expect([1, 2, 3].map(() => rate.take(alice, 1e12))).toEqual([0, 0, 100]);
});

test('sweeping forgets full buckets alone', () => {
  const rate = new TokenBuckets({ perSecond: 10, burst: 2 });
  rate.take(alice, 0);
  rate.take(bob, 150);
  rate.take(bob, 150);
  rate.sweep(200);
  expect(rate.take(bob, 200)).toBe(50);
  expect([1, 2, 3].map(() => rate.take(alice, 200))).toEqual([0, 0, 100]);
});

test('what is charged afterwards is owed, but never more than the bucket holds', () => {
  const rate = new TokenBuckets({ perSecond: 10, burst: 4 });
  expect(rate.take(alice, 0)).toBe(0);
  rate.charge(alice, 0, 5);
  expect(rate.take(alice, 0)).toBe(300);
  expect(rate.take(alice, 300)).toBe(0);
  rate.charge(alice, 300, 1e9);
  expect(rate.take(alice, 300)).toBe(500);
  expect(rate.take(bob, 300)).toBe(0);
});

test('what costs more than the bucket holds takes all of it', () => {
  const rate = new TokenBuckets({ perSecond: 10, burst: 4 });
  expect(rate.take(alice, 0, 9)).toBe(0);
  expect(rate.take(alice, 0, 9)).toBe(400);
  expect(rate.take(alice, 400, 9)).toBe(0);
});

test('sweeping forgets no debt', () => {
  const rate = new TokenBuckets({ perSecond: 10, burst: 2 });
  rate.charge(alice, 0, 4);
  rate.sweep(200);
  expect(rate.take(alice, 200)).toBe(100);
});
