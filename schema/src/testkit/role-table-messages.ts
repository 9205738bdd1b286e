/**
 * Lines of the table of roles: invitations and messages. The eight cells of a line stand in the order of
 * `standings`: owner, administrator, member, left, removed, invited, asking, stranger.
 * Invariant: written out by hand, cell by cell; nothing is worked out.
 */

import type { RoleLines } from './role-lines.ts';
import { ownMessage as own } from './role-stage.ts';

const ok = 'accepted';
const no = 'not-allowed';
const out = 'chat-not-found';
const none = 'member-not-found';
const text = 'message-not-found';
const long = 'about-too-long';
const empty = 'text-empty';

export const messageLines: RoleLines<
  | 'invitation.accept'
  | 'invitation.decline'
  | 'invitation.withdraw'
  | 'message.send'
  | 'message.edit'
  | 'message.delete'
  | 'message.report'
> = {
  'invitation.accept': [
    {
      deed: 'accepts an invitation',
      intent: () => ({ kind: 'invitation.accept' }),
      open: [out, out, out, out, out, ok, out, out],
      strict: [out, out, out, out, out, ok, out, out],
    },
  ],
  'invitation.decline': [
    {
      deed: 'declines an invitation',
      intent: () => ({ kind: 'invitation.decline' }),
      open: [out, out, out, out, out, ok, out, out],
      strict: [out, out, out, out, out, ok, out, out],
    },
  ],
  'invitation.withdraw': [
    {
      deed: 'takes back the invitation of the owner',
      intent: ({ people }) => ({ kind: 'invitation.withdraw', user: people.otherInvited }),
      open: [ok, ok, no, out, out, out, out, out],
      strict: [ok, ok, no, out, out, out, out, out],
    },
    {
      deed: 'takes back the invitation of the member',
      intent: ({ people }) => ({ kind: 'invitation.withdraw', user: people.invitedByMember }),
      open: [ok, ok, ok, out, out, out, out, out],
      strict: [ok, ok, ok, out, out, out, out, out],
    },
    {
      deed: 'takes back an invitation that is none',
      intent: ({ people }) => ({ kind: 'invitation.withdraw', user: people.newcomer }),
      open: [none, none, none, out, out, out, out, out],
      strict: [none, none, none, out, out, out, out, out],
    },
    {
      deed: 'takes back his own invitation',
      intent: ({ people }, actor) => ({ kind: 'invitation.withdraw', user: people[actor] }),
      open: [none, none, none, out, out, out, out, out],
      strict: [none, none, none, out, out, out, out, out],
    },
  ],
  'message.send': [
    {
      deed: 'writes',
      intent: () => ({ kind: 'message.send', text: 'hello', writtenAt: 1 }),
      open: [ok, ok, ok, out, out, out, out, out],
      strict: [ok, ok, no, out, out, out, out, out],
    },
    {
      deed: 'writes nothing',
      intent: () => ({ kind: 'message.send', text: ' ', writtenAt: 1 }),
      open: [empty, empty, empty, out, out, out, out, out],
      strict: [empty, empty, no, out, out, out, out, out],
    },
  ],
  'message.edit': [
    {
      deed: 'changes his own message',
      intent: (cast, actor) => ({
        kind: 'message.edit',
        message: own(cast, actor),
        text: 'changed',
      }),
      open: [ok, ok, ok, out, out, out, out, out],
      strict: [ok, ok, no, out, out, out, out, out],
    },
    {
      deed: 'changes somebody else’s message',
      intent: ({ messages }) => ({
        kind: 'message.edit',
        message: messages.otherMember,
        text: 'changed',
      }),
      open: [text, text, text, out, out, out, out, out],
      strict: [text, text, text, out, out, out, out, out],
    },
    {
      deed: 'changes an event',
      intent: ({ creation }) => ({ kind: 'message.edit', message: creation, text: 'changed' }),
      open: [text, text, text, out, out, out, out, out],
      strict: [text, text, text, out, out, out, out, out],
    },
  ],
  'message.delete': [
    {
      deed: 'deletes his own message',
      intent: (cast, actor) => ({ kind: 'message.delete', message: own(cast, actor) }),
      open: [ok, ok, ok, out, out, out, out, out],
      strict: [ok, ok, ok, out, out, out, out, out],
    },
    {
      deed: 'deletes the message of a member',
      intent: ({ messages }) => ({ kind: 'message.delete', message: messages.otherMember }),
      open: [ok, ok, text, out, out, out, out, out],
      strict: [ok, ok, text, out, out, out, out, out],
    },
    {
      deed: 'deletes the message of somebody who was put out',
      intent: ({ messages }) => ({ kind: 'message.delete', message: messages.removed }),
      open: [ok, ok, text, out, out, out, out, out],
      strict: [ok, ok, text, out, out, out, out, out],
    },
    {
      deed: 'deletes an event',
      intent: ({ creation }) => ({ kind: 'message.delete', message: creation }),
      open: [text, text, text, out, out, out, out, out],
      strict: [text, text, text, out, out, out, out, out],
    },
  ],
  'message.report': [
    {
      deed: 'reports somebody else’s message',
      intent: ({ messages }) => ({
        kind: 'message.report',
        message: messages.otherMember,
        reason: 'spam',
      }),
      open: [ok, ok, ok, out, out, out, out, out],
      strict: [ok, ok, ok, out, out, out, out, out],
    },
    {
      deed: 'reports his own message',
      intent: (cast, actor) => ({
        kind: 'message.report',
        message: own(cast, actor),
        reason: 'spam',
      }),
      open: [text, text, text, out, out, out, out, out],
      strict: [text, text, text, out, out, out, out, out],
    },
    {
      deed: 'reports an event',
      intent: ({ creation }) => ({ kind: 'message.report', message: creation, reason: 'spam' }),
      open: [text, text, text, out, out, out, out, out],
      strict: [text, text, text, out, out, out, out, out],
    },
    {
      deed: 'reports at too great a length',
      intent: ({ messages }) => ({
        kind: 'message.report',
        message: messages.otherMember,
        reason: 'x'.repeat(301),
      }),
      open: [long, long, long, out, out, out, out, out],
      strict: [long, long, long, out, out, out, out, out],
    },
  ],
};
