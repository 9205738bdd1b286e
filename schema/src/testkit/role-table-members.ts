/**
 * Lines of the table of roles: its members. The eight cells of a line stand in the order of
 * `standings`: owner, administrator, member, left, removed, invited, asking, stranger.
 * Invariant: written out by hand, cell by cell; nothing is worked out.
 */
import type { RoleLines } from './role-lines.ts';

const ok = 'accepted';
const no = 'not-allowed';
const out = 'chat-not-found';
const none = 'member-not-found';
const same = 'no-change';
const dead = 'person-not-reachable';

export const memberLines: RoleLines<
  | 'members.add'
  | 'members.remove'
  | 'members.admit'
  | 'members.reject'
  | 'member.role'
  | 'member.leave'
> = {
  'members.add': [
    {
      deed: 'adds somebody known',
      intent: ({ people }) => ({ kind: 'members.add', users: [people.newcomer] }),
      open: [ok, ok, ok, out, out, out, out, out],
      strict: [ok, ok, no, out, out, out, out, out],
    },
    {
      deed: 'adds somebody who was put out',
      intent: ({ people }) => ({ kind: 'members.add', users: [people.removed] }),
      open: [ok, ok, ok, out, out, out, out, out],
      strict: [ok, ok, no, out, out, out, out, out],
    },
    {
      deed: 'adds somebody who asked',
      intent: ({ people }) => ({ kind: 'members.add', users: [people.otherAsking] }),
      open: [ok, ok, ok, out, out, out, out, out],
      strict: [ok, ok, no, out, out, out, out, out],
    },
    {
      deed: 'adds somebody who is there',
      intent: ({ people }) => ({ kind: 'members.add', users: [people.otherMember] }),
      open: [same, same, same, out, out, out, out, out],
      strict: [same, same, no, out, out, out, out, out],
    },
    {
      deed: 'adds somebody who is invited',
      intent: ({ people }) => ({ kind: 'members.add', users: [people.otherInvited] }),
      open: [same, same, same, out, out, out, out, out],
      strict: [same, same, no, out, out, out, out, out],
    },
    {
      deed: 'adds somebody who cannot be reached',
      intent: ({ people }) => ({ kind: 'members.add', users: [people.unreachable] }),
      open: [dead, dead, dead, out, out, out, out, out],
      strict: [dead, dead, no, out, out, out, out, out],
    },
    {
      deed: 'adds himself',
      intent: ({ people }, actor) => ({ kind: 'members.add', users: [people[actor]] }),
      open: [same, same, same, out, out, out, out, out],
      strict: [same, same, no, out, out, out, out, out],
    },
    {
      deed: 'adds nobody',
      intent: () => ({ kind: 'members.add', users: [] }),
      open: [same, same, same, out, out, out, out, out],
      strict: [same, same, no, out, out, out, out, out],
    },
  ],
  'members.remove': [
    {
      deed: 'puts a member out',
      intent: ({ people }) => ({ kind: 'members.remove', user: people.otherMember }),
      open: [ok, ok, no, out, out, out, out, out],
      strict: [ok, ok, no, out, out, out, out, out],
    },
    {
      deed: 'puts an administrator out',
      intent: ({ people }) => ({ kind: 'members.remove', user: people.otherAdministrator }),
      open: [ok, ok, no, out, out, out, out, out],
      strict: [ok, ok, no, out, out, out, out, out],
    },
    {
      deed: 'puts the owner out',
      intent: ({ people }) => ({ kind: 'members.remove', user: people.owner }),
      open: [no, no, no, out, out, out, out, out],
      strict: [no, no, no, out, out, out, out, out],
    },
    {
      deed: 'puts himself out',
      intent: ({ people }, actor) => ({ kind: 'members.remove', user: people[actor] }),
      open: [no, no, no, out, out, out, out, out],
      strict: [no, no, no, out, out, out, out, out],
    },
    {
      deed: 'puts somebody out who left',
      intent: ({ people }) => ({ kind: 'members.remove', user: people.left }),
      open: [none, none, no, out, out, out, out, out],
      strict: [none, none, no, out, out, out, out, out],
    },
    {
      deed: 'puts somebody out who is only invited',
      intent: ({ people }) => ({ kind: 'members.remove', user: people.otherInvited }),
      open: [none, none, no, out, out, out, out, out],
      strict: [none, none, no, out, out, out, out, out],
    },
    {
      deed: 'puts somebody out who was never there',
      intent: ({ people }) => ({ kind: 'members.remove', user: people.newcomer }),
      open: [none, none, no, out, out, out, out, out],
      strict: [none, none, no, out, out, out, out, out],
    },
  ],
  'members.admit': [
    {
      deed: 'lets somebody in who asked',
      intent: ({ people }) => ({ kind: 'members.admit', user: people.otherAsking }),
      open: [ok, ok, no, out, out, out, out, out],
      strict: [ok, ok, no, out, out, out, out, out],
    },
    {
      deed: 'lets himself in',
      intent: ({ people }, actor) => ({ kind: 'members.admit', user: people[actor] }),
      open: [none, none, no, out, out, out, out, out],
      strict: [none, none, no, out, out, out, out, out],
    },
    {
      deed: 'lets somebody in who did not ask',
      intent: ({ people }) => ({ kind: 'members.admit', user: people.newcomer }),
      open: [none, none, no, out, out, out, out, out],
      strict: [none, none, no, out, out, out, out, out],
    },
  ],
  'members.reject': [
    {
      deed: 'does not let somebody in who asked',
      intent: ({ people }) => ({ kind: 'members.reject', user: people.otherAsking }),
      open: [ok, ok, no, out, out, out, out, out],
      strict: [ok, ok, no, out, out, out, out, out],
    },
    {
      deed: 'does not let somebody in who did not ask',
      intent: ({ people }) => ({ kind: 'members.reject', user: people.otherInvited }),
      open: [none, none, no, out, out, out, out, out],
      strict: [none, none, no, out, out, out, out, out],
    },
  ],
  'member.role': [
    {
      deed: 'makes a member an administrator',
      intent: ({ people }) => ({
        kind: 'member.role',
        user: people.otherMember,
        role: 'administrator',
      }),
      open: [ok, ok, no, out, out, out, out, out],
      strict: [ok, ok, no, out, out, out, out, out],
    },
    {
      deed: 'makes an administrator a member',
      intent: ({ people }) => ({
        kind: 'member.role',
        user: people.otherAdministrator,
        role: 'member',
      }),
      open: [ok, ok, no, out, out, out, out, out],
      strict: [ok, ok, no, out, out, out, out, out],
    },
    {
      deed: 'makes a member the owner',
      intent: ({ people }) => ({ kind: 'member.role', user: people.otherMember, role: 'owner' }),
      open: [ok, no, no, out, out, out, out, out],
      strict: [ok, no, no, out, out, out, out, out],
    },
    {
      deed: 'makes an administrator the owner',
      intent: ({ people }) => ({
        kind: 'member.role',
        user: people.otherAdministrator,
        role: 'owner',
      }),
      open: [ok, no, no, out, out, out, out, out],
      strict: [ok, no, no, out, out, out, out, out],
    },
    {
      deed: 'makes the owner a member',
      intent: ({ people }) => ({ kind: 'member.role', user: people.owner, role: 'member' }),
      open: [no, no, no, out, out, out, out, out],
      strict: [no, no, no, out, out, out, out, out],
    },
    {
      deed: 'makes himself the owner',
      intent: ({ people }, actor) => ({ kind: 'member.role', user: people[actor], role: 'owner' }),
      open: [same, no, no, out, out, out, out, out],
      strict: [same, no, no, out, out, out, out, out],
    },
    {
      deed: 'makes himself an administrator',
      intent: ({ people }, actor) => ({
        kind: 'member.role',
        user: people[actor],
        role: 'administrator',
      }),
      open: [no, same, no, out, out, out, out, out],
      strict: [no, same, no, out, out, out, out, out],
    },
    {
      deed: 'makes himself a member',
      intent: ({ people }, actor) => ({ kind: 'member.role', user: people[actor], role: 'member' }),
      open: [no, ok, no, out, out, out, out, out],
      strict: [no, ok, no, out, out, out, out, out],
    },
    {
      deed: 'makes a member a member',
      intent: ({ people }) => ({ kind: 'member.role', user: people.otherMember, role: 'member' }),
      open: [same, same, no, out, out, out, out, out],
      strict: [same, same, no, out, out, out, out, out],
    },
    {
      deed: 'makes somebody an administrator who left',
      intent: ({ people }) => ({ kind: 'member.role', user: people.left, role: 'administrator' }),
      open: [none, none, no, out, out, out, out, out],
      strict: [none, none, no, out, out, out, out, out],
    },
    {
      deed: 'makes somebody the owner who left',
      intent: ({ people }) => ({ kind: 'member.role', user: people.left, role: 'owner' }),
      open: [none, no, no, out, out, out, out, out],
      strict: [none, no, no, out, out, out, out, out],
    },
    {
      deed: 'makes somebody an administrator who is only invited',
      intent: ({ people }) => ({
        kind: 'member.role',
        user: people.otherInvited,
        role: 'administrator',
      }),
      open: [none, none, no, out, out, out, out, out],
      strict: [none, none, no, out, out, out, out, out],
    },
  ],
  'member.leave': [
    {
      deed: 'leaves',
      intent: () => ({ kind: 'member.leave' }),
      open: [ok, ok, ok, out, out, out, out, out],
      strict: [ok, ok, ok, out, out, out, out, out],
    },
  ],
};
