/**
 * `group.join`: somebody comes by an invite link, at once or, where the link says so, when an
 * administrator let him. `members.admit`, `members.reject`: that decision.
 */
import * as v from 'valibot';
import { parseWith, userIdSchema } from '../claims.ts';
import type { ChatState } from '../document/chat-document.ts';
import { isPresent } from '../document/members.ts';
import type { UserId } from '../ids.ts';
import { fail, succeed } from '../result.ts';
import { enter, hasRoom, isInhabited, judgeRight, setMember, writeEvent } from './group-rule.ts';
import type { IntentRule } from './rule.ts';

const joinSchema = v.strictObject({
  kind: v.literal('group.join'),
  invite: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}$/)),
});
const admitSchema = v.strictObject({ kind: v.literal('members.admit'), user: userIdSchema });
const rejectSchema = v.strictObject({ kind: v.literal('members.reject'), user: userIdSchema });

export type GroupJoin = v.InferOutput<typeof joinSchema>;
export type MembersAdmit = v.InferOutput<typeof admitSchema>;
export type MembersReject = v.InferOutput<typeof rejectSchema>;

function isAsking(state: ChatState, user: UserId): boolean {
  const member = state.member(user);
  return !isPresent(member) && member?.asked !== undefined;
}

export const groupJoin: IntentRule<GroupJoin> = {
  kind: 'group.join',
  numbered: true,
  administers: true,
  parse: (value) => parseWith(joinSchema, value),
  judge(state, actor, intent) {
    const invite = state.kind === 'group' ? state.invite(intent.invite) : undefined;
    if (invite === undefined || !isInhabited(state)) return fail('invite-not-found');
    const member = state.member(actor.userId);
    if (isPresent(member)) return fail('no-change');
    // Whoever was put out, or not let in, does not come back by a link from before.
    if (member?.removed !== undefined && member.removed >= invite.createdAt) {
      return fail('invite-not-found');
    }
    if (invite.needsApproval && member?.asked !== undefined) return fail('no-change');
    return hasRoom(state, [actor.userId]) ? succeed() : fail('group-full');
  },
  write(document, intent, stamp) {
    const invite = document.invite(intent.invite);
    if (invite === undefined) throw new Error('joining by no invite');
    if (!invite.needsApproval) {
      enter(document, stamp.author, stamp);
      writeEvent(document, stamp, { type: 'joined', by: invite.by, way: 'link' });
      return;
    }
    const before = document.member(stamp.author) ?? { role: 'member', spans: [] };
    setMember(document, stamp.author, { ...before, asked: stamp.at });
    writeEvent(document, stamp, { type: 'asked' });
  },
};

export const membersAdmit: IntentRule<MembersAdmit> = {
  kind: 'members.admit',
  numbered: true,
  administers: true,
  parse: (value) => parseWith(admitSchema, value),
  judge(state, actor, { user }) {
    const right = judgeRight(state, actor, 'moderate');
    if (!right.ok) return right;
    if (!isAsking(state, user)) return fail('member-not-found');
    return hasRoom(state, [user]) ? succeed() : fail('group-full');
  },
  write(document, { user }, stamp) {
    enter(document, user, stamp);
    writeEvent(document, stamp, { type: 'admitted', user });
  },
};

export const membersReject: IntentRule<MembersReject> = {
  kind: 'members.reject',
  numbered: false,
  administers: true,
  parse: (value) => parseWith(rejectSchema, value),
  judge(state, actor, { user }) {
    const right = judgeRight(state, actor, 'moderate');
    if (!right.ok) return right;
    return isAsking(state, user) ? succeed() : fail('member-not-found');
  },
  write(document, { user }, stamp) {
    const member = document.member(user);
    if (member === undefined) throw new Error('nobody asked');
    const { asked: _, ...rest } = member;
    setMember(document, user, { ...rest, removed: stamp.at });
  },
};
