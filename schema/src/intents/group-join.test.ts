import { expect, test } from 'vitest';
import type { Invite } from '../document/chat-document.ts';
import { readSegmentEntry } from '../document/values.ts';
import { openedAt } from '../testkit/opened-chat.ts';
import { type OpenedGroup, openGroup } from '../testkit/opened-group.ts';
import { alice, bob, carol, dave, mallory } from '../testkit/people.ts';

const open = 'o'.repeat(22);
const approval = 'p'.repeat(22);
const later = 'l'.repeat(22);
const invites: ReadonlyMap<string, Invite> = new Map([
  [open, { by: carol, createdAt: openedAt, needsApproval: false }],
  [approval, { by: bob, createdAt: openedAt, needsApproval: true }],
  [later, { by: bob, createdAt: openedAt + 100, needsApproval: false }],
]);
const byOpen = { kind: 'group.join', invite: open } as const;
const byApproval = { kind: 'group.join', invite: approval } as const;

function lastEvent({ chat }: OpenedGroup): unknown {
  const entry = readSegmentEntry(chat.entries().at(-1)?.[1]);
  return entry.kind === 'event' ? { author: entry.author, ...entry.event } : entry.kind;
}

test('G6: by a link one is a member at once, and the timeline says whose link it was', () => {
  const group = openGroup({ invites });
  group.make(mallory, byOpen, 2);
  expect(group.chat.member(mallory)).toEqual({ role: 'member', spans: [[3, null]], history: 2 });
  expect(lastEvent(group)).toEqual({ author: mallory, type: 'joined', by: carol, way: 'link' });
  expect(group.act(mallory, byOpen)).toBe('no-change');
});

test('a link that is none, was revoked or is of another group brings nobody in', () => {
  const { act, chat } = openGroup({ invites });
  expect(act(mallory, { kind: 'group.join', invite: 'x'.repeat(22) })).toBe('invite-not-found');
  expect(chat.member(mallory)).toBeUndefined();
});

test('G6: where approval is needed one asks, has no right until he is let in, and then is a member', () => {
  const group = openGroup({ invites });
  const { chat, act, make } = group;
  make(mallory, byApproval);
  expect(chat.member(mallory)).toMatchObject({ spans: [], asked: openedAt + 3 });
  expect(lastEvent(group)).toEqual({ author: mallory, type: 'asked' });
  expect(act(mallory, byApproval)).toBe('no-change');
  expect(act(mallory, { kind: 'message.send', text: 'hi', writtenAt: 1 })).toBe('chat-not-found');
  expect(act(mallory, { kind: 'members.admit', user: mallory })).toBe('chat-not-found');
  expect(act(carol, { kind: 'members.admit', user: mallory })).toBe('not-allowed');
  make(bob, { kind: 'members.admit', user: mallory }, 1);
  expect(chat.member(mallory)).toEqual({ role: 'member', spans: [[4, null]], history: 1 });
  expect(lastEvent(group)).toEqual({ author: bob, type: 'admitted', user: mallory });
  expect(act(bob, { kind: 'members.admit', user: mallory })).toBe('member-not-found');
});

test('G6: whoever was not let in does not ask again by a link from before', () => {
  const { chat, act, make } = openGroup({ invites });
  make(mallory, byApproval);
  make(bob, { kind: 'members.reject', user: mallory });
  expect(chat.member(mallory)?.asked).toBeUndefined();
  expect(act(bob, { kind: 'members.admit', user: mallory })).toBe('member-not-found');
  expect(act(mallory, byApproval)).toBe('invite-not-found');
  expect(act(mallory, byOpen)).toBe('invite-not-found');
  expect(act(mallory, { kind: 'group.join', invite: later })).toBe('accepted');
});

test('G6: whoever was put out does not come back by a link from before, but by a newer one', () => {
  const { chat, act, make } = openGroup({ invites });
  make(bob, { kind: 'members.remove', user: dave });
  expect(act(dave, byOpen)).toBe('invite-not-found');
  expect(act(dave, byApproval)).toBe('invite-not-found');
  expect(act(dave, { kind: 'group.join', invite: later })).toBe('accepted');
  expect(chat.member(dave)?.spans).toEqual([
    [1, 3],
    [4, null],
  ]);
});

test('a link made in the very millisecond of the removal is one from before', () => {
  const removedAt = openedAt + 3;
  const same = new Map([[open, { by: bob, createdAt: removedAt, needsApproval: false }]]);
  const { act, make } = openGroup({ invites: same });
  make(bob, { kind: 'members.remove', user: dave });
  expect(act(dave, byOpen)).toBe('invite-not-found');
});

test('whoever left comes back by the same link, and after a removal that was taken back too', () => {
  const { act, make } = openGroup({ invites });
  make(dave, { kind: 'member.leave' });
  expect(act(dave, byOpen)).toBe('accepted');
  make(bob, { kind: 'members.remove', user: dave });
  make(bob, { kind: 'members.add', users: [dave] });
  make(dave, { kind: 'member.leave' });
  expect(act(dave, byOpen)).toBe('accepted');
});

test('a removal is remembered through an invitation that was declined', () => {
  const { act, make } = openGroup({ invites, relation: () => 'known' });
  make(bob, { kind: 'members.remove', user: dave });
  const asked = openGroup({ invites, relation: (actor) => (actor === bob ? 'stranger' : 'known') });
  asked.make(bob, { kind: 'members.remove', user: dave });
  asked.make(bob, { kind: 'members.add', users: [dave] });
  asked.make(dave, { kind: 'invitation.decline' });
  expect(asked.act(dave, byOpen)).toBe(act(dave, byOpen));
  expect(asked.act(dave, byOpen)).toBe('invite-not-found');
});

test('into a group that everybody left nobody comes by a link', () => {
  const { act, chat, make } = openGroup({ invites });
  for (const user of [bob, carol, dave, alice]) make(user, { kind: 'member.leave' });
  expect(act(mallory, byOpen)).toBe('chat-not-found');
  // Even where a node had not heard of the end.
  chat.info.set('deleted', 0);
  expect(chat.roleOf(mallory)).toBeUndefined();
});
