import type { ChatState } from '@jibber/schema/document/chat-document';
import { defaultSettings } from '@jibber/schema/document/group';
import type { Role } from '@jibber/schema/document/members';
import { chatId, userId } from '@jibber/schema/ids';
import { type Intent, judge } from '@jibber/schema/intents/registry';
import { hasRight } from '@jibber/schema/intents/roles';
import { expect, test } from 'vitest';
import { listMemberActions, type MemberAction } from './member-actions.ts';

const alice = userId('0193a1b2-0000-7000-8000-000000000001');
const bob = userId('0193a1b2-0000-7000-8000-000000000002');
const group = chatId('g0193a1b2-0000-7000-8000-00000000000a');

/** A group in which Alice and Bob have these roles. */
function stateOf(roles: ReadonlyMap<unknown, Role>): ChatState {
  return {
    exists: true,
    kind: 'group',
    settings: defaultSettings,
    roleOf: (user) => roles.get(user),
    member: (user) => {
      const role = roles.get(user);
      return role === undefined ? undefined : { role, spans: [[1, null]] };
    },
    memberIds: () => [alice, bob],
    relation: () => 'known',
    isHeard: () => true,
    locate: () => undefined,
    segmentBytes: () => 0,
    invite: () => undefined,
    mayUse: () => true,
  };
}

const intents: { readonly [Action in MemberAction]?: (user: typeof bob) => Intent } = {
  promote: (user) => ({ kind: 'member.role', user, role: 'administrator' }),
  demote: (user) => ({ kind: 'member.role', user, role: 'member' }),
  demoteSelf: (user) => ({ kind: 'member.role', user, role: 'member' }),
  handOver: (user) => ({ kind: 'member.role', user, role: 'owner' }),
  remove: (user) => ({ kind: 'members.remove', user }),
};

const roles: readonly Role[] = ['owner', 'administrator', 'member'];
const cells = roles.flatMap((mine) => [
  ...roles
    .filter((his) => mine !== 'owner' || his !== 'owner')
    .map((his) => ({ mine, his, of: bob })),
  { mine, his: mine, of: alice },
]);

test.each(cells)('to an $mine just that is offered of an $his that would be accepted', (cell) => {
  const isMe = cell.of === alice;
  const state = stateOf(
    new Map<unknown, Role>([
      [bob, isMe ? 'member' : cell.his],
      [alice, cell.mine],
    ]),
  );
  const offered = listMemberActions({ role: cell.his, isMe }, (right) =>
    hasRight(cell.mine, right, defaultSettings),
  );
  for (const [action, make] of Object.entries(intents)) {
    const verdict = judge(state, { userId: alice }, group, make(cell.of));
    const isNamedForMe = action === 'demoteSelf';
    const isNamedForHim = action === 'demote';
    if ((isNamedForMe && !isMe) || (isNamedForHim && isMe)) continue;
    // Handing over to oneself changes nothing, so it is no choice.
    expect([action, offered.some((each) => each === action)]).toEqual([action, verdict.ok]);
  }
});

test('who is no member can do nothing but write and look', () => {
  expect(listMemberActions({ role: 'member', isMe: false }, () => false)).toEqual([
    'message',
    'profile',
  ]);
});
