/**
 * A group as it is shown, made of its documents with own pending entries laid over them, pure.
 * Invariant: one pass over the members, for groups of a thousand.
 */
import { memberSince, type Role } from '@jibber/schema/document/members';
import { type FileId, isFileId, type UserId } from '@jibber/schema/ids';
import { mayDo } from '@jibber/schema/intents/roles';
import type { AskingPerson, GroupMember, GroupView, InvitedPerson } from './group-view.ts';
import type { OverlayChat } from './overlay.ts';

const ranks: { readonly [Of in Role]: number } = { owner: 0, administrator: 1, member: 2 };

/** @returns undefined while nothing is known of the group */
export function drawGroup(overlay: OverlayChat, me: UserId): GroupView | undefined {
  const title = overlay.info.get('title');
  if (typeof title !== 'string') return undefined;
  const { wished } = overlay;
  const present: (GroupMember & { readonly since: number })[] = [];
  const invited: InvitedPerson[] = [];
  const asked: AskingPerson[] = [];
  for (const userId of overlay.memberIds()) {
    const member = overlay.member(userId);
    if (member === undefined) continue;
    const since = memberSince(member);
    const pending = wished.has(userId);
    if (since !== undefined) present.push({ userId, role: member.role, since, pending });
    else if (member.invited !== undefined) invited.push({ userId, ...member.invited, pending });
    else if (member.asked !== undefined) asked.push({ userId, at: member.asked });
  }
  present.sort((a, b) => ranks[a.role] - ranks[b.role] || a.since - b.since);
  const about = overlay.info.get('about');
  const { settings } = overlay;
  const role = overlay.roleOf(me);
  return {
    title,
    about: typeof about === 'string' ? about : '',
    picture: readPicture(overlay.info.get('picture')),
    settings,
    myRole: overlay.acceptedRole(me) ?? role,
    members: present,
    invited,
    asked,
    isPending: (part) => wished.has(part),
    may: (right) => mayDo({ roleOf: () => role, settings }, me, right),
  };
}

function readPicture(value: unknown): FileId | undefined {
  return isFileId(value) ? value : undefined;
}
