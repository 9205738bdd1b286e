import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alice } from '../testkit/people.ts';
import {
  isPresent,
  isRole,
  type Member,
  memberSince,
  presentRole,
  readMember,
  type Span,
  storedMember,
} from './members.ts';

const counts = fc.nat(1000);
const spans = fc.array(fc.tuple(counts, fc.option(counts)), { maxLength: 4 });
const members: fc.Arbitrary<Member> = fc.record(
  {
    role: fc.constantFrom('owner' as const, 'administrator' as const, 'member' as const),
    spans,
    history: counts,
    invited: fc.record({ by: fc.constant(alice), at: counts }),
    asked: counts,
    removed: counts,
  },
  { requiredKeys: ['role', 'spans'] },
);

test('a member is read as he was stored', () => {
  fc.assert(
    fc.property(members, (member) => {
      const stored: unknown = JSON.parse(JSON.stringify(storedMember(member)));
      expect(readMember(stored)).toEqual(member);
    }),
  );
});

test('no value makes reading a member throw, and what was read is read as the same again', () => {
  const values = fc.anything();
  const almost = fc.record(
    {
      role: fc.oneof(fc.constantFrom<unknown>('owner', 'member', 'guest'), values),
      spans: fc.oneof(
        fc.array(fc.oneof(fc.constantFrom<unknown>([1, null], [1, 2]), values)),
        values,
      ),
      history: values,
      invited: fc.oneof(
        fc.record({ by: fc.constantFrom<unknown>(alice, 'x'), at: values }),
        values,
      ),
      asked: values,
      removed: values,
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(values, almost), (value) => {
      const read = readMember(value);
      if (read !== undefined) expect(readMember(storedMember(read))).toEqual(read);
    }),
    { numRuns: 500 },
  );
});

test('what is not readable beside role and spans is left out, keys of newer versions too', () => {
  const odd = { invited: { by: 'x', at: 1 }, asked: -1, removed: 'x', history: 0.5, title: 'x' };
  expect(readMember({ role: 'member', spans: [[1, null]], ...odd })).toEqual({
    role: 'member',
    spans: [[1, null]],
  });
});

describe('who is present', () => {
  const of = (...spans: Span[]): Member => ({ role: 'administrator', spans });

  test.each<[string, Member | undefined, number | undefined]>([
    ['nobody', undefined, undefined],
    ['somebody who never was', of(), undefined],
    ['somebody who is', of([3, null]), 3],
    ['somebody who was', of([3, 5]), undefined],
    ['somebody who came back', of([3, 5], [7, null]), 7],
    ['somebody who went twice', of([3, 5], [7, 9]), undefined],
  ])('%s', (_, member, since) => {
    expect(isPresent(member)).toBe(since !== undefined);
    expect(presentRole(member)).toBe(since === undefined ? undefined : 'administrator');
    if (member !== undefined) expect(memberSince(member)).toBe(since);
  });
});

test('roles are three', () => {
  expect(['owner', 'administrator', 'member'].every(isRole)).toBe(true);
  expect(['guest', '', 'Owner', 'toString', 0, null, ['owner']].some(isRole)).toBe(false);
});
