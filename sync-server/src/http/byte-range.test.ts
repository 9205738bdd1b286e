import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRange } from './byte-range.ts';

const read = (range: string | null, sizeBytes = 10, ifRange: string | null = null) =>
  readRange(range, ifRange, '"tag"', sizeBytes);

test.each([
  ['bytes=0-', 0, 10],
  ['bytes=0-0', 0, 1],
  ['bytes=3-5', 3, 6],
  ['bytes=9-9', 9, 10],
  ['bytes=5-99999', 5, 10],
  ['bytes=-3', 7, 10],
  ['bytes=-99', 0, 10],
  ['Bytes= 1-2 ', 1, 3],
])('%s is a part', (range, from, to) => {
  expect(read(range)).toEqual({ kind: 'part', from, to });
});

test.each(['bytes=10-', 'bytes=10-11', 'bytes=999999999999999-', 'bytes=-0'])(
  '%s cannot be had of ten bytes',
  (range) => expect(read(range)).toEqual({ kind: 'unsatisfiable' }),
);

test.each([
  null,
  '',
  'bytes',
  'bytes=',
  'bytes=-',
  'bytes=5-3',
  'bytes=0-1,3-4',
  'bytes=a-b',
  'bytes=1--2',
  'bytes=0x1-2',
  'bytes=1.5-2',
  'bytes=9999999999999999999999-',
  'lines=0-1',
])('%s is passed over', (range) => expect(read(range)).toEqual({ kind: 'whole' }));

test('a part of another state of the file is not given', () => {
  expect(read('bytes=0-1', 10, '"tag"')).toMatchObject({ kind: 'part' });
  expect(read('bytes=0-1', 10, '"other"')).toEqual({ kind: 'whole' });
  expect(read('bytes=0-1', 10, 'W/"tag"')).toEqual({ kind: 'whole' });
});

test('whatever is asked for, a part is of the file and not empty', () => {
  const numbers = fc.oneof(
    fc.constant(''),
    fc.nat().map(String),
    fc.bigInt({ min: 0n }).map(String),
  );
  const ranges = fc.oneof(
    fc.string(),
    fc.tuple(numbers, numbers).map(([first, last]) => `bytes=${first}-${last}`),
  );
  fc.assert(
    fc.property(ranges, fc.nat(100), (range, sizeBytes) => {
      const wanted = read(range, sizeBytes);
      if (wanted.kind !== 'part') return;
      expect(wanted.from).toBeGreaterThanOrEqual(0);
      expect(wanted.to).toBeGreaterThan(wanted.from);
      expect(wanted.to).toBeLessThanOrEqual(sizeBytes);
    }),
  );
});
