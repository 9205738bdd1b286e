import { expect, test } from 'vitest';
import { readSegmentEntry } from '../document/values.ts';
import { openGroup } from '../testkit/opened-group.ts';
import { alice, bob, carol, dave, mallory } from '../testkit/people.ts';

test('a role changes nothing but itself, and stands in the timeline', () => {
  const { chat, make } = openGroup();
  make(bob, { kind: 'member.role', user: carol, role: 'administrator' });
  expect(chat.member(carol)).toEqual({ role: 'administrator', spans: [[1, null]] });
  expect(readSegmentEntry(chat.entries().at(-1)?.[1])).toMatchObject({
    author: bob,
    event: { type: 'role', user: carol, role: 'administrator' },
  });
  make(carol, { kind: 'member.role', user: bob, role: 'member' });
  expect(chat.roleOf(bob)).toBe('member');
});

test('handing over makes another the owner and the former one an administrator, at once', () => {
  const { act, chat, make } = openGroup();
  make(alice, { kind: 'member.role', user: dave, role: 'owner' });
  expect(chat.roleOf(dave)).toBe('owner');
  expect(chat.roleOf(alice)).toBe('administrator');
  expect(chat.roleOf(bob)).toBe('administrator');
  expect(act(alice, { kind: 'member.role', user: alice, role: 'owner' })).toBe('not-allowed');
  expect(act(alice, { kind: 'group.delete' })).toBe('not-allowed');
  expect(act(bob, { kind: 'members.remove', user: alice })).toBe('accepted');
});

test('nobody gives what he has not', () => {
  const { act } = openGroup();
  expect(act(bob, { kind: 'member.role', user: bob, role: 'owner' })).toBe('not-allowed');
  expect(act(bob, { kind: 'member.role', user: carol, role: 'owner' })).toBe('not-allowed');
  expect(act(bob, { kind: 'member.role', user: alice, role: 'member' })).toBe('not-allowed');
  expect(act(carol, { kind: 'member.role', user: carol, role: 'administrator' })).toBe(
    'not-allowed',
  );
  expect(act(mallory, { kind: 'member.role', user: mallory, role: 'owner' })).toBe(
    'chat-not-found',
  );
});

test('an administrator may step down, the owner hands over instead', () => {
  const { act, chat } = openGroup();
  expect(act(bob, { kind: 'member.role', user: bob, role: 'member' })).toBe('accepted');
  expect(act(bob, { kind: 'member.role', user: bob, role: 'administrator' })).toBe('not-allowed');
  expect(act(alice, { kind: 'member.role', user: alice, role: 'member' })).toBe('not-allowed');
  expect(chat.roleOf(alice)).toBe('owner');
});

test('whoever is not there, not any more or not yet, gets no role', () => {
  const { act, make } = openGroup({
    relation: (_, user) => (user === mallory ? 'stranger' : 'known'),
  });
  make(alice, { kind: 'members.add', users: [mallory] });
  make(dave, { kind: 'member.leave' });
  for (const user of [mallory, dave]) {
    for (const role of ['owner', 'administrator', 'member'] as const) {
      expect(act(alice, { kind: 'member.role', user, role })).toBe('member-not-found');
    }
  }
});

test('a role that somebody has already is no change', () => {
  const { act } = openGroup();
  expect(act(alice, { kind: 'member.role', user: bob, role: 'administrator' })).toBe('no-change');
  expect(act(alice, { kind: 'member.role', user: alice, role: 'owner' })).toBe('no-change');
});
