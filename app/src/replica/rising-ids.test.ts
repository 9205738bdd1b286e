import { isEntryId } from '@jibber/schema/ids';
import { expect, test } from 'vitest';
import { makeRisingIds } from './rising-ids.ts';

/** As a browser fills them, or with what a test needs. */
function fillWith(word?: number): (words: Uint32Array<ArrayBuffer>) => void {
  return (words) => {
    if (word === undefined) crypto.getRandomValues(words);
    else words.fill(word);
  };
}

test('ids are those of the domain, and say when they were made', () => {
  const next = makeRisingIds({ now: () => 0x0193a1b20000, fill: fillWith() });
  const id = next();
  expect(isEntryId(id)).toBe(true);
  expect(id.startsWith('0193a1b2-0000-7')).toBe(true);
});

test('ids rise within a millisecond, and when the clock is set back', () => {
  let time = 1_800_000_000_000;
  const next = makeRisingIds({ now: () => time, fill: fillWith() });
  const ids: string[] = [];
  for (let round = 0; round < 2000; round += 1) {
    if (round === 1000) time -= 60_000;
    if (round === 1500) time += 120_000;
    ids.push(next());
  }
  expect(ids).toEqual([...ids].sort());
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every(isEntryId)).toBe(true);
});

test.each([0, 0xffffffff])('the ends of randomness (%d) give ids as well', (word) => {
  const next = makeRisingIds({ now: () => 1_800_000_000_000, fill: fillWith(word) });
  const [one, other] = [next(), next()];
  expect(isEntryId(one) && isEntryId(other)).toBe(true);
  expect(one < other).toBe(true);
});
