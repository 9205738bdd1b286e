import { alice, bob, nthEntryId } from '@jibber/schema/testkit/people';
import { expect, test } from 'vitest';
import { AnsweredEntries } from './recent-answers.ts';

test('entries are remembered for their person, and the oldest are forgotten first', () => {
  const answered = new AnsweredEntries(2);
  for (const count of [1, 2, 3]) answered.add(alice, nthEntryId(count));
  expect([1, 2, 3].map((count) => answered.has(alice, nthEntryId(count)))).toEqual([
    false,
    true,
    true,
  ]);
  expect(answered.has(bob, nthEntryId(3))).toBe(false);
});
