/**
 * Lines of the table of roles: the group itself. The eight cells of a line stand in the order of
 * `standings`: owner, administrator, member, left, removed, invited, asking, stranger.
 * Invariant: written out by hand, cell by cell; nothing is worked out.
 */
import type { RoleLines } from './role-lines.ts';

const ok = 'accepted';
const no = 'not-allowed';
const out = 'chat-not-found';
const same = 'no-change';
const link = 'invite-not-found';
const name = 'title-invalid';
const long = 'about-too-long';

export const groupLines: RoleLines<
  | 'chat.open'
  | 'group.create'
  | 'group.rename'
  | 'group.describe'
  | 'group.picture'
  | 'group.settings'
  | 'group.delete'
  | 'group.join'
> = {
  'chat.open': [
    {
      deed: 'opens a private chat under the id of the group',
      intent: ({ people }) => ({ kind: 'chat.open', with: people.otherMember }),
      open: [out, out, out, out, out, out, out, out],
      strict: [out, out, out, out, out, out, out, out],
    },
  ],
  'group.create': [
    {
      deed: 'creates the group once more',
      intent: () => ({ kind: 'group.create', title: 'Mine', users: [], writtenAt: 1 }),
      open: [same, same, same, out, out, out, out, out],
      strict: [same, same, same, out, out, out, out, out],
    },
  ],
  'group.rename': [
    {
      deed: 'gives it a name',
      intent: () => ({ kind: 'group.rename', title: 'Climbing' }),
      open: [ok, ok, ok, out, out, out, out, out],
      strict: [ok, ok, no, out, out, out, out, out],
    },
    {
      deed: 'gives it an empty name',
      intent: () => ({ kind: 'group.rename', title: '' }),
      open: [name, name, name, out, out, out, out, out],
      strict: [name, name, no, out, out, out, out, out],
    },
  ],
  'group.describe': [
    {
      deed: 'describes it',
      intent: () => ({ kind: 'group.describe', about: 'On Sundays' }),
      open: [ok, ok, ok, out, out, out, out, out],
      strict: [ok, ok, no, out, out, out, out, out],
    },
    {
      deed: 'describes it at too great a length',
      intent: () => ({ kind: 'group.describe', about: 'x'.repeat(301) }),
      open: [long, long, long, out, out, out, out, out],
      strict: [long, long, no, out, out, out, out, out],
    },
  ],
  'group.picture': [
    {
      deed: 'takes its picture away',
      intent: () => ({ kind: 'group.picture', picture: null }),
      open: [ok, ok, ok, out, out, out, out, out],
      strict: [ok, ok, no, out, out, out, out, out],
    },
  ],
  'group.settings': [
    {
      deed: 'keeps the past from newcomers',
      intent: () => ({ kind: 'group.settings', settings: { history: 'none' } }),
      open: [ok, ok, no, out, out, out, out, out],
      strict: [ok, ok, no, out, out, out, out, out],
    },
    {
      deed: 'lets all members write',
      intent: () => ({ kind: 'group.settings', settings: { write: 'members' } }),
      open: [same, same, no, out, out, out, out, out],
      strict: [ok, ok, no, out, out, out, out, out],
    },
    {
      deed: 'changes nothing',
      intent: () => ({ kind: 'group.settings', settings: {} }),
      open: [same, same, no, out, out, out, out, out],
      strict: [same, same, no, out, out, out, out, out],
    },
  ],
  'group.delete': [
    {
      deed: 'deletes it',
      intent: () => ({ kind: 'group.delete' }),
      open: [ok, no, no, out, out, out, out, out],
      strict: [ok, no, no, out, out, out, out, out],
    },
  ],
  'group.join': [
    {
      deed: 'comes by a link',
      intent: ({ links }) => ({ kind: 'group.join', invite: links.open }),
      open: [same, same, same, ok, link, ok, ok, ok],
      strict: [same, same, same, ok, link, ok, ok, ok],
    },
    {
      deed: 'comes by a link that needs approval',
      intent: ({ links }) => ({ kind: 'group.join', invite: links.approval }),
      open: [same, same, same, ok, link, ok, same, ok],
      strict: [same, same, same, ok, link, ok, same, ok],
    },
    {
      deed: 'comes by a link made after the removal',
      intent: ({ links }) => ({ kind: 'group.join', invite: links.later }),
      open: [same, same, same, ok, ok, ok, ok, ok],
      strict: [same, same, same, ok, ok, ok, ok, ok],
    },
    {
      deed: 'comes by a link that is none',
      intent: () => ({ kind: 'group.join', invite: 'a'.repeat(22) }),
      open: [link, link, link, link, link, link, link, link],
      strict: [link, link, link, link, link, link, link, link],
    },
  ],
};
