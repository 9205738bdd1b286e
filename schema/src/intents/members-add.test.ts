import { expect, test } from 'vitest';
import type { Relation } from '../document/chat-document.ts';
import { storedMember } from '../document/members.ts';
import { readSegmentEntry } from '../document/values.ts';
import { type UserId, userId } from '../ids.ts';
import { limits } from '../limits.ts';
import { type OpenedGroup, openGroup, startGroup } from '../testkit/opened-group.ts';
import { alice, bob, carol, dave, mallory } from '../testkit/people.ts';

const invite = 'a'.repeat(22);

function nthUser(count: number): UserId {
  return userId(`01940000-0000-7000-8000-1${count.toString(16).padStart(11, '0')}`);
}

/** Alice alone, who is to others what this says. */
function aliceAlone(relation: (actor: UserId, user: UserId) => Relation): OpenedGroup {
  const invites = new Map([[invite, { by: alice, createdAt: 0, needsApproval: true }]]);
  const group = startGroup({ relation, invites });
  group.make(alice, { kind: 'group.create', title: 'Us', users: [], writtenAt: 1 });
  return group;
}

function lastEvent({ chat }: OpenedGroup): unknown {
  const entry = readSegmentEntry(chat.entries().at(-1)?.[1]);
  return entry.kind === 'event' ? entry.event : entry.kind;
}

test('G5: known people are members at once, strangers are asked, the others are passed over', () => {
  const group = aliceAlone((_, user) =>
    user === carol ? 'stranger' : user === dave ? 'unreachable' : 'known',
  );
  const { chat, make } = group;
  make(alice, { kind: 'members.add', users: [alice, bob, carol, dave] });
  expect(chat.member(bob)).toEqual({ role: 'member', spans: [[2, null]] });
  expect(chat.member(carol)).toMatchObject({ spans: [], invited: { by: alice } });
  expect(chat.member(dave)).toBeUndefined();
  expect(lastEvent(group)).toEqual({ type: 'added', users: [bob], invited: [carol] });
});

test('G5: nobody is told of anybody’s blocks: who cannot be reached alone is refused, among others left out', () => {
  const { act, chat } = aliceAlone((_, user) => (user === dave ? 'unreachable' : 'known'));
  expect(act(alice, { kind: 'members.add', users: [dave] })).toBe('person-not-reachable');
  expect(act(alice, { kind: 'members.add', users: [alice, dave] })).toBe('person-not-reachable');
  expect(act(alice, { kind: 'members.add', users: [bob, dave] })).toBe('accepted');
  expect(chat.member(dave)).toBeUndefined();
});

test('whoever asked to come is a member when anybody who may adds him', () => {
  const { chat, make } = aliceAlone(() => 'stranger');
  make(bob, { kind: 'group.join', invite });
  make(alice, { kind: 'members.add', users: [bob] });
  expect(chat.member(bob)).toEqual({ role: 'member', spans: [[3, null]] });
});

test('an invited stranger who is known meanwhile is a member when he is added again', () => {
  let relation: Relation = 'stranger';
  const { act, chat } = aliceAlone(() => relation);
  expect(act(alice, { kind: 'members.add', users: [bob] })).toBe('accepted');
  expect(act(alice, { kind: 'members.add', users: [bob] })).toBe('no-change');
  relation = 'known';
  expect(act(alice, { kind: 'members.add', users: [bob] })).toBe('accepted');
  expect(chat.member(bob)).toEqual({ role: 'member', spans: [[3, null]] });
  expect(act(alice, { kind: 'members.add', users: [bob] })).toBe('no-change');
});

test('relations are those of whoever adds', () => {
  const { chat, make } = openGroup({
    relation: (actor, user) => (actor === carol && user === mallory ? 'stranger' : 'known'),
  });
  make(carol, { kind: 'members.add', users: [mallory] });
  expect(chat.member(mallory)?.invited?.by).toBe(carol);
  make(bob, { kind: 'members.add', users: [mallory] });
  expect(chat.roleOf(mallory)).toBe('member');
});

test('added again after a removal, one is there from the new number on, and was there before', () => {
  const { chat, make } = openGroup();
  make(bob, { kind: 'members.remove', user: carol });
  make(dave, { kind: 'message.send', text: 'gone', writtenAt: 1 });
  make(dave, { kind: 'members.add', users: [carol] });
  expect(chat.member(carol)).toEqual({
    role: 'member',
    spans: [
      [1, 3],
      [5, null],
    ],
  });
});

test('an administrator who comes back is a member', () => {
  const { chat, make } = openGroup();
  make(bob, { kind: 'member.leave' });
  make(alice, { kind: 'members.add', users: [bob] });
  expect(chat.roleOf(bob)).toBe('member');
});

test('G8: where the past is kept from newcomers they are given the segment of their coming', () => {
  const { chat, make } = openGroup();
  make(bob, { kind: 'members.remove', user: carol });
  make(alice, { kind: 'members.add', users: [mallory, carol] }, 3);
  expect(chat.member(mallory)?.history).toBe(3);
  expect(chat.member(carol)?.history).toBe(3);
  expect(chat.member(dave)?.history).toBeUndefined();
  // He leaves, comes back when all may see the past, and sees it.
  make(mallory, { kind: 'member.leave' });
  expect(chat.member(mallory)?.history).toBe(3);
  make(alice, { kind: 'members.add', users: [mallory] }, 0);
  expect(chat.member(mallory)?.history).toBeUndefined();
});

/** Alice's group with so many places taken: half of them by members, half by invited people. */
function crowd(taken: number, relation: (user: UserId) => Relation = () => 'known'): OpenedGroup {
  const invites = new Map([[invite, { by: alice, createdAt: 0, needsApproval: false }]]);
  const group = startGroup({ relation: (_, user) => relation(user), invites });
  group.make(alice, { kind: 'group.create', title: 'All', users: [], writtenAt: 1 });
  for (let count = 1; count < taken; count += 1) {
    const invited = { by: alice, at: 1 };
    const line = count % 2 === 0 ? { spans: [[1, null] as const] } : { spans: [], invited };
    group.chat.members.set(nthUser(count), storedMember({ role: 'member', ...line }));
  }
  return group;
}

test('G7: a group is full with its members and those who are invited', () => {
  const { act, chat } = crowd(limits.groupMembers - 2);
  expect(act(alice, { kind: 'members.add', users: [bob, carol, dave] })).toBe('group-full');
  expect(act(alice, { kind: 'members.add', users: [bob, carol] })).toBe('accepted');
  expect(act(alice, { kind: 'members.add', users: [dave] })).toBe('group-full');
  expect(act(dave, { kind: 'group.join', invite })).toBe('group-full');
  expect(chat.member(dave)).toBeUndefined();
});

test('G7: in a full group whoever is invited has his place, however he comes', () => {
  const full = () => crowd(limits.groupMembers);
  const invited = nthUser(1);
  expect(full().act(invited, { kind: 'invitation.accept' })).toBe('accepted');
  expect(full().act(invited, { kind: 'group.join', invite })).toBe('accepted');
  expect(full().act(alice, { kind: 'members.add', users: [invited] })).toBe('accepted');
});

test('a place is free again when somebody leaves, or an invitation ends', () => {
  const member = nthUser(2);
  const invited = nthUser(1);
  for (const [author, intent] of [
    [member, { kind: 'member.leave' }],
    [alice, { kind: 'members.remove', user: member }],
    [invited, { kind: 'invitation.decline' }],
    [alice, { kind: 'invitation.withdraw', user: invited }],
  ] as const) {
    const { act } = crowd(limits.groupMembers);
    expect(act(alice, { kind: 'members.add', users: [bob] })).toBe('group-full');
    expect(act(author, intent)).toBe('accepted');
    expect(act(alice, { kind: 'members.add', users: [bob] })).toBe('accepted');
  }
});

test('a new group with as many first members as one intent names has room for them', () => {
  const users = Array.from({ length: limits.usersPerIntent }, (_, count) => nthUser(count));
  const { act, chat } = startGroup();
  expect(act(alice, { kind: 'group.create', title: 'All', users, writtenAt: 1 })).toBe('accepted');
  expect([...chat.memberIds()]).toHaveLength(limits.usersPerIntent + 1);
});
