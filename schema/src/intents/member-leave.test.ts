import { describe, expect, test } from 'vitest';
import { readSegmentEntry } from '../document/values.ts';
import type { UserId } from '../ids.ts';
import { hasEnded } from '../testkit/applied-intent.ts';
import { type OpenedGroup, openGroup, startGroup } from '../testkit/opened-group.ts';
import { alice, bob, carol, dave, mallory } from '../testkit/people.ts';

const leave = { kind: 'member.leave' } as const;

function lastEvent({ chat }: OpenedGroup): unknown {
  const entry = readSegmentEntry(chat.entries().at(-1)?.[1]);
  return entry.kind === 'event' ? entry.event : entry.kind;
}

function ownersOf({ chat }: OpenedGroup): UserId[] {
  return [...chat.memberIds()].filter((user) => chat.roleOf(user) === 'owner');
}

test('whoever leaves was there up to the number that says so, and was not put out', () => {
  const group = openGroup();
  group.make(carol, leave);
  expect(group.chat.member(carol)).toEqual({ role: 'member', spans: [[1, 3]] });
  expect(lastEvent(group)).toEqual({ type: 'left' });
  expect(ownersOf(group)).toEqual([alice]);
  expect(group.act(carol, leave)).toBe('chat-not-found');
});

describe('G3: when the owner leaves somebody else owns the group from the same number on', () => {
  test('the administrator, also where members have been there longer', () => {
    const group = openGroup();
    group.make(alice, { kind: 'member.role', user: bob, role: 'member' });
    group.make(alice, { kind: 'members.add', users: [mallory] });
    group.make(alice, { kind: 'member.role', user: mallory, role: 'administrator' });
    group.make(alice, leave);
    expect(ownersOf(group)).toEqual([mallory]);
    expect(lastEvent(group)).toEqual({ type: 'left', owner: mallory });
    expect(group.chat.member(mallory)).toEqual({ role: 'owner', spans: [[4, null]] });
  });

  test('of two administrators the one who has been there longest, whoever became it first', () => {
    const group = openGroup();
    group.make(alice, { kind: 'member.role', user: bob, role: 'member' });
    group.make(alice, { kind: 'members.add', users: [mallory] });
    group.make(alice, { kind: 'member.role', user: mallory, role: 'administrator' });
    group.make(alice, { kind: 'member.role', user: dave, role: 'administrator' });
    group.make(alice, leave);
    expect(ownersOf(group)).toEqual([dave]);
  });

  test('without an administrator the member who has been there longest', () => {
    const group = startGroup();
    group.make(alice, { kind: 'group.create', title: 'Us', users: [dave], writtenAt: 1 });
    group.make(alice, { kind: 'members.add', users: [bob] });
    group.make(alice, leave);
    expect(ownersOf(group)).toEqual([dave]);
  });

  test('a time before he left and came back does not count', () => {
    const group = startGroup();
    group.make(alice, { kind: 'group.create', title: 'Us', users: [bob], writtenAt: 1 });
    group.make(alice, { kind: 'members.add', users: [dave] });
    group.make(bob, leave);
    group.make(alice, { kind: 'members.add', users: [bob] });
    group.make(alice, leave);
    expect(ownersOf(group)).toEqual([dave]);
  });

  test('of two as long the one whose id is less, in whatever order they stand', () => {
    for (const users of [
      [bob, carol, dave],
      [dave, carol, bob],
    ]) {
      const group = startGroup();
      group.make(alice, { kind: 'group.create', title: 'Us', users, writtenAt: 1 });
      group.make(alice, leave);
      expect(ownersOf(group)).toEqual([[...users].sort()[0]]);
    }
  });

  test('nobody who is invited or asked, and nobody who left', () => {
    const invite = 'a'.repeat(22);
    const invites = new Map([[invite, { by: alice, createdAt: 0, needsApproval: true }]]);
    const group = startGroup({
      invites,
      relation: (_, user) => (user === mallory ? 'stranger' : 'known'),
    });
    const users = [bob, dave, mallory];
    group.make(alice, { kind: 'group.create', title: 'Us', users, writtenAt: 1 });
    group.make(carol, { kind: 'group.join', invite });
    group.make(bob, leave);
    group.make(alice, leave);
    expect(ownersOf(group)).toEqual([dave]);
  });

  test('one after the other, down to the last', () => {
    const group = openGroup();
    const gone: UserId[] = [];
    for (let left = 4; left > 0; left -= 1) {
      const owners = ownersOf(group);
      expect(owners).toHaveLength(1);
      for (const owner of owners) {
        group.make(owner, leave);
        gone.push(owner);
      }
    }
    expect(gone.slice(0, 2)).toEqual([alice, bob]);
    expect(new Set(gone).size).toBe(4);
    expect(hasEnded(group.chat)).toBe(true);
  });
});

test('G3: when the last one leaves the group has ended for everybody', () => {
  const group = startGroup({ relation: () => 'stranger' });
  group.make(alice, { kind: 'group.create', title: 'Us', users: [mallory], writtenAt: 1 });
  group.make(alice, leave);
  expect(lastEvent(group)).toEqual({ type: 'left' });
  expect(hasEnded(group.chat)).toBe(true);
  expect(group.act(alice, { kind: 'message.send', text: 'x', writtenAt: 1 })).toBe('chat-deleted');
  expect(group.act(mallory, { kind: 'invitation.accept' })).toBe('chat-deleted');
});
