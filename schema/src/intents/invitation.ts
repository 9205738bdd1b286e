/**
 * `invitation.accept`, `.decline`, `.withdraw`: an answer of whoever was invited, or the end of his
 * invitation. Only he himself, and who may add, hears that there is one.
 */
import * as v from 'valibot';
import { parseWith, userIdSchema } from '../claims.ts';
import type { Actor, ChatDocument, ChatState } from '../document/chat-document.ts';
import { isPresent, type Member } from '../document/members.ts';
import type { UserId } from '../ids.ts';
import { fail, succeed } from '../result.ts';
import { enter, isInhabited, judgeRight, setMember, writeEvent } from './group-rule.ts';
import { mayDo } from './roles.ts';
import type { IntentRule, Verdict } from './rule.ts';

const acceptSchema = v.strictObject({ kind: v.literal('invitation.accept') });
const declineSchema = v.strictObject({ kind: v.literal('invitation.decline') });
const withdrawSchema = v.strictObject({
  kind: v.literal('invitation.withdraw'),
  user: userIdSchema,
});

export type InvitationAccept = v.InferOutput<typeof acceptSchema>;
export type InvitationDecline = v.InferOutput<typeof declineSchema>;
export type InvitationWithdraw = v.InferOutput<typeof withdrawSchema>;

function invitedBy(state: ChatState, user: UserId): UserId | undefined {
  const member = state.kind === 'group' ? state.member(user) : undefined;
  return isPresent(member) ? undefined : member?.invited?.by;
}

/** Of somebody who was invited into a group in which somebody is. */
function judgeInvited(state: ChatState, { userId }: Actor): Verdict {
  const isInvited = invitedBy(state, userId) !== undefined && isInhabited(state);
  return isInvited ? succeed() : fail('chat-not-found');
}

function endInvitation(document: ChatDocument, user: UserId): void {
  const member = document.member(user);
  if (member === undefined) throw new Error('an invitation of nobody');
  const { invited: _, ...rest } = member;
  const line: Member = rest;
  setMember(document, user, line);
}

export const invitationAccept: IntentRule<InvitationAccept> = {
  kind: 'invitation.accept',
  numbered: true,
  administers: true,
  parse: (value) => parseWith(acceptSchema, value),
  judge: judgeInvited,
  write(document, _, stamp) {
    const by = invitedBy(document, stamp.author);
    if (by === undefined) throw new Error('an invitation of nobody');
    enter(document, stamp.author, stamp);
    writeEvent(document, stamp, { type: 'joined', by, way: 'invitation' });
  },
};

export const invitationDecline: IntentRule<InvitationDecline> = {
  kind: 'invitation.decline',
  numbered: false,
  administers: true,
  parse: (value) => parseWith(declineSchema, value),
  judge: judgeInvited,
  write(document, _, stamp) {
    endInvitation(document, stamp.author);
  },
};

export const invitationWithdraw: IntentRule<InvitationWithdraw> = {
  kind: 'invitation.withdraw',
  numbered: false,
  administers: true,
  parse: (value) => parseWith(withdrawSchema, value),
  judge(state, actor, { user }) {
    const right = judgeRight(state, actor, undefined);
    if (!right.ok) return right;
    const by = invitedBy(state, user);
    if (by === undefined) return fail('member-not-found');
    const isAllowed = by === actor.userId || mayDo(state, actor.userId, 'moderate');
    return isAllowed ? succeed() : fail('not-allowed');
  },
  write(document, { user }) {
    endInvitation(document, user);
  },
};
