/**
 * What a person can do with a member of a group. Invariant: exactly what the rules of `intents` would
 * accept of him, so that nothing is offered that would be refused.
 */
import type { Role } from '@jibber/schema/document/members';
import type { Right } from '@jibber/schema/intents/roles';

export type MemberAction =
  | 'message'
  | 'profile'
  | 'promote'
  | 'demote'
  | 'demoteSelf'
  | 'handOver'
  | 'remove';

/**
 * @param member whom it is about
 * @param may what the person may do in the group
 */
export function listMemberActions(
  member: { readonly role: Role; readonly isMe: boolean },
  may: (right: Right) => boolean,
): readonly MemberAction[] {
  const { role, isMe } = member;
  const actions: MemberAction[] = isMe ? [] : ['message', 'profile'];
  if (may('moderate')) {
    if (role === 'member') actions.push('promote');
    if (role === 'administrator') actions.push(isMe ? 'demoteSelf' : 'demote');
  }
  if (may('end') && !isMe) actions.push('handOver');
  if (may('moderate') && role !== 'owner' && !isMe) actions.push('remove');
  return actions;
}
