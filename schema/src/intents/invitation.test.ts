import { expect, test } from 'vitest';
import { readSegmentEntry } from '../document/values.ts';
import { openedAt } from '../testkit/opened-chat.ts';
import { openGroup } from '../testkit/opened-group.ts';
import { alice, bob, carol, dave, mallory } from '../testkit/people.ts';

const accept = { kind: 'invitation.accept' } as const;
const decline = { kind: 'invitation.decline' } as const;
const withdraw = { kind: 'invitation.withdraw', user: mallory } as const;

/** Carol, who does not know Mallory, has added her. */
function invited() {
  const group = openGroup({ relation: (_, user) => (user === mallory ? 'stranger' : 'known') });
  group.make(carol, { kind: 'members.add', users: [mallory] });
  return group;
}

test('G5: whoever was invited has no right before he accepts', () => {
  const { act, chat } = invited();
  expect(chat.member(mallory)).toEqual({
    role: 'member',
    spans: [],
    invited: { by: carol, at: openedAt + 3 },
  });
  expect(act(mallory, { kind: 'message.send', text: 'hi', writtenAt: 1 })).toBe('chat-not-found');
  expect(act(mallory, { kind: 'members.add', users: [mallory] })).toBe('chat-not-found');
  expect(act(mallory, { kind: 'member.leave' })).toBe('chat-not-found');
});

test('accepting makes him a member from then on, and the timeline says who had invited him', () => {
  const { act, chat, make } = invited();
  make(mallory, accept, 4);
  expect(chat.member(mallory)).toEqual({ role: 'member', spans: [[4, null]], history: 4 });
  expect(readSegmentEntry(chat.entries().at(-1)?.[1])).toMatchObject({
    author: mallory,
    event: { type: 'joined', by: carol, way: 'invitation' },
  });
  expect(act(mallory, accept)).toBe('chat-not-found');
  expect(act(mallory, decline)).toBe('chat-not-found');
});

test('declining ends the invitation and stands nowhere', () => {
  const { act, chat, make } = invited();
  const before = chat.entries();
  make(mallory, decline);
  expect(chat.entries()).toEqual(before);
  expect(chat.member(mallory)?.invited).toBeUndefined();
  expect(act(mallory, accept)).toBe('chat-not-found');
});

test('one may be invited again, and accept then', () => {
  const { act, make } = invited();
  make(mallory, decline);
  make(bob, { kind: 'members.add', users: [mallory] });
  expect(act(mallory, accept)).toBe('accepted');
});

test('whoever invited, and administrators, take an invitation back, other members do not', () => {
  for (const user of [alice, bob, carol]) {
    const { act, make } = invited();
    expect(act(dave, withdraw)).toBe('not-allowed');
    make(user, withdraw);
    expect(act(mallory, accept)).toBe('chat-not-found');
    expect(act(user, withdraw)).toBe('member-not-found');
  }
});

test('whoever was put out takes back no invitation of his', () => {
  const { act, make } = invited();
  make(bob, { kind: 'members.remove', user: carol });
  expect(act(carol, withdraw)).toBe('chat-not-found');
  expect(act(mallory, accept)).toBe('accepted');
});

test('an invitation is its person’s alone', () => {
  const { act } = invited();
  expect(act(dave, accept)).toBe('chat-not-found');
  expect(act(dave, decline)).toBe('chat-not-found');
});

test('of a former member who is invited again nothing is lost by declining', () => {
  let hasLeft = false;
  const group = openGroup({
    relation: (_, user) => (user === dave && hasLeft ? 'stranger' : 'known'),
  });
  group.make(dave, { kind: 'member.leave' });
  hasLeft = true;
  group.make(alice, { kind: 'members.add', users: [dave] });
  expect(group.chat.member(dave)?.invited?.by).toBe(alice);
  group.make(dave, decline);
  expect(group.chat.member(dave)).toEqual({ role: 'member', spans: [[1, 3]] });
});

test('into a group that everybody left nobody comes by an invitation', () => {
  const { act, chat, make } = invited();
  for (const user of [bob, carol, dave, alice]) make(user, { kind: 'member.leave' });
  expect(act(mallory, accept)).toBe('chat-deleted');
  expect(chat.roleOf(mallory)).toBeUndefined();
});
