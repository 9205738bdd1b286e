import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { UserId } from '../ids.ts';
import { hasEnded } from '../testkit/applied-intent.ts';
import { type OpenedGroup, openGroup } from '../testkit/opened-group.ts';
import { alice, bob, carol, dave, mallory } from '../testkit/people.ts';
import type { Intent } from './registry.ts';

/** What one administrator may do against another, or to get away from him. */
const deeds = {
  demotes: (other: UserId): Intent => ({ kind: 'member.role', user: other, role: 'member' }),
  removes: (other: UserId): Intent => ({ kind: 'members.remove', user: other }),
  leaves: (_: UserId): Intent => ({ kind: 'member.leave' }),
} as const;
type Deed = keyof typeof deeds;

/** What becomes of the second, which was sent before the first was known. */
const second: { readonly [First in Deed]: { readonly [Second in Deed]: string } } = {
  demotes: { demotes: 'not-allowed', removes: 'not-allowed', leaves: 'accepted' },
  removes: { demotes: 'chat-not-found', removes: 'chat-not-found', leaves: 'chat-not-found' },
  leaves: { demotes: 'member-not-found', removes: 'member-not-found', leaves: 'accepted' },
};
const names: readonly Deed[] = ['demotes', 'removes', 'leaves'];
const pairs = names.flatMap((first) => names.map((then) => [first, then] as const));

/** Alice owns it, Bob and Carol are administrators. */
function twoAdministrators(): OpenedGroup {
  const group = openGroup();
  group.make(alice, { kind: 'member.role', user: carol, role: 'administrator' });
  return group;
}

function expectOwner({ chat }: OpenedGroup): void {
  const owners = [...chat.memberIds()].filter((user) => chat.roleOf(user) === 'owner');
  expect(owners).toHaveLength(
    hasEnded(chat) && chat.roleOf(owners[0] ?? alice) === undefined ? 0 : 1,
  );
}

describe('G3: of two administrators at once the first wins, the other is refused in words', () => {
  test.each(pairs)('one %s, the other %s', (first, then) => {
    for (const [one, other] of [
      [bob, carol],
      [carol, bob],
    ] as const) {
      const group = twoAdministrators();
      expect(group.act(one, deeds[first](other))).toBe('accepted');
      expectOwner(group);
      expect(group.act(other, deeds[then](one))).toBe(second[first][then]);
      expectOwner(group);
    }
  });
});

test('G3: whatever several do against each other at once, in whatever order, there is one owner', () => {
  const people = [alice, bob, carol, dave];
  const moves = fc.record({
    author: fc.constantFrom(...people),
    other: fc.constantFrom(...people),
    deed: fc.constantFrom(...names, 'promotes' as const, 'hands over' as const),
  });
  fc.assert(
    fc.property(fc.array(moves, { maxLength: 12, size: 'max' }), (drawn) => {
      const group = twoAdministrators();
      for (const { author, other, deed } of drawn) {
        const roles = new Map(people.map((user) => [user, group.chat.roleOf(user)]));
        const outcome = group.act(
          author,
          deed === 'promotes' || deed === 'hands over'
            ? {
                kind: 'member.role',
                user: other,
                role: deed === 'promotes' ? 'administrator' : 'owner',
              }
            : deeds[deed](other),
        );
        if (hasEnded(group.chat)) return;
        expectOwner(group);
        if (outcome === 'accepted') continue;
        for (const user of people) expect(group.chat.roleOf(user)).toBe(roles.get(user));
      }
    }),
    { numRuns: 500 },
  );
});

test('the promotion of somebody who is put out: whichever comes first, he is out', () => {
  const promotion: Intent = { kind: 'member.role', user: dave, role: 'administrator' };
  const removal: Intent = { kind: 'members.remove', user: dave };
  const promoted = twoAdministrators();
  expect(promoted.act(bob, promotion)).toBe('accepted');
  expect(promoted.act(carol, removal)).toBe('accepted');
  const removed = twoAdministrators();
  expect(removed.act(carol, removal)).toBe('accepted');
  expect(removed.act(bob, promotion)).toBe('member-not-found');
  for (const { chat } of [promoted, removed]) {
    expect(chat.member(dave)?.role).toBe('member');
    expect(chat.roleOf(dave)).toBeUndefined();
  }
});

test('a handing over while the heir leaves: whichever comes first, the group has its owner', () => {
  const handing: Intent = { kind: 'member.role', user: bob, role: 'owner' };
  const one = twoAdministrators();
  expect(one.act(alice, handing)).toBe('accepted');
  expect(one.act(bob, { kind: 'member.leave' })).toBe('accepted');
  // Alice and Carol are administrators and came together: the id decides.
  expect(one.chat.roleOf([alice, carol].sort()[0] ?? alice)).toBe('owner');
  const other = twoAdministrators();
  expect(other.act(bob, { kind: 'member.leave' })).toBe('accepted');
  expect(other.act(alice, handing)).toBe('member-not-found');
  expect(other.chat.roleOf(alice)).toBe('owner');
});

test('two handings over at once: the first is done, the second is refused', () => {
  const group = twoAdministrators();
  expect(group.act(alice, { kind: 'member.role', user: bob, role: 'owner' })).toBe('accepted');
  expect(group.act(alice, { kind: 'member.role', user: carol, role: 'owner' })).toBe('not-allowed');
  expectOwner(group);
});

test('a deletion while others write: what comes after it is refused as in a deleted group', () => {
  const writing: Intent = { kind: 'message.send', text: 'hello', writtenAt: 1 };
  const group = twoAdministrators();
  expect(group.act(dave, writing)).toBe('accepted');
  expect(group.act(alice, { kind: 'group.delete' })).toBe('accepted');
  for (const author of [alice, bob, carol, dave]) {
    expect(group.act(author, writing)).toBe('chat-deleted');
  }
});

test('an answer to an invitation that is taken back at once: the first counts', () => {
  const stranger = mallory;
  const invited = () => {
    const group = openGroup({
      relation: (_, user) => (user === mallory ? 'stranger' : 'known'),
    });
    group.make(alice, { kind: 'members.add', users: [stranger] });
    return group;
  };
  const accept: Intent = { kind: 'invitation.accept' };
  const withdraw: Intent = { kind: 'invitation.withdraw', user: stranger };
  const one = invited();
  expect(one.act(stranger, accept)).toBe('accepted');
  expect(one.act(alice, withdraw)).toBe('member-not-found');
  const other = invited();
  expect(other.act(alice, withdraw)).toBe('accepted');
  expect(other.act(stranger, accept)).toBe('chat-not-found');
});
