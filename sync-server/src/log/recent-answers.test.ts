import { historyId } from '@jibber/schema/ids';
import { alice, bob, nthEntryId, someHistory } from '@jibber/schema/testkit/people';
import { expect, test } from 'vitest';
import { AnsweredEntries } from './recent-answers.ts';

test('entries are remembered for their person, and the oldest are forgotten first', () => {
  const answered = new AnsweredEntries(2);
  const known = (last: number) =>
    Array.from({ length: last }, (_, index) => answered.has(alice, nthEntryId(index + 1)));
  for (const count of [1, 2, 3]) answered.add(alice, nthEntryId(count));
  expect(known(3)).toEqual([true, true, true]);
  answered.add(alice, nthEntryId(4));
  expect(known(4)).toEqual([false, false, true, true]);
  expect(answered.has(bob, nthEntryId(4))).toBe(false);
});

test('what was answered before a restore counts for nothing after it', () => {
  const answered = new AnsweredEntries(2);
  answered.in(someHistory);
  answered.add(alice, nthEntryId(1));
  expect(answered.in(someHistory).has(alice, nthEntryId(1))).toBe(true);
  const other = historyId('01940000-0000-7000-8000-0000000d1ff0');
  expect(answered.in(other).has(alice, nthEntryId(1))).toBe(false);
});
