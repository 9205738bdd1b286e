/**
 * What intents about groups have in common: how their texts are read, who they are judged for, and how
 * their event is written. Invariant: whoever is not in the group hears the same as of one that does
 * not exist, before anything else is looked at.
 */
import * as v from 'valibot';
import { userIdSchema } from '../claims.ts';
import type { Actor, ChatDocument, ChatState, Stamp } from '../document/chat-document.ts';
import type { GroupEvent } from '../document/group.ts';
import type { Json } from '../document/json.ts';
import {
  isPresent,
  type Member,
  memberSince,
  type Span,
  storedMember,
} from '../document/members.ts';
import { numberKey } from '../document/values.ts';
import type { UserId } from '../ids.ts';
import { limits } from '../limits.ts';
import { fail, succeed } from '../result.ts';
import { isBlank, repairText } from '../text.ts';
import { mayDo, type Right } from './roles.ts';
import type { Verdict } from './rule.ts';

/** A title as it is stored: one line, trimmed. Its length is judged. */
export const titleSchema = v.pipe(
  v.string(),
  v.transform((text) => repairText(text).replace(/\s+/g, ' ').trim()),
);
export const aboutSchema = v.pipe(
  v.string(),
  v.transform((text) => repairText(text).trim()),
);
/** People named by one intent, each once. */
export const usersSchema = v.pipe(
  v.array(userIdSchema),
  v.maxLength(limits.usersPerIntent),
  v.check((users) => new Set(users).size === users.length),
  v.readonly(),
);

export function judgeTitle(title: string): Verdict {
  return title.length <= limits.nameUnits && !isBlank(title) ? succeed() : fail('title-invalid');
}

export function judgeAbout(about: string): Verdict {
  return about.length <= limits.aboutUnits ? succeed() : fail('about-too-long');
}

/** Of a present member of a group with this right; undefined: of any present member. */
export function judgeRight(state: ChatState, actor: Actor, right: Right | undefined): Verdict {
  if (state.kind !== 'group' || state.roleOf(actor.userId) === undefined) {
    return fail('chat-not-found');
  }
  return right === undefined || mayDo(state, actor.userId, right) ? succeed() : fail('not-allowed');
}

/** Whether somebody has a place in the group: he is there, or invited. */
export function hasPlace(member: Member | undefined): boolean {
  return isPresent(member) || member?.invited !== undefined;
}

/** Whether these people have a place, or there is room for them. */
export function hasRoom(state: ChatState, users: readonly UserId[]): boolean {
  const more = users.filter((user) => !hasPlace(state.member(user))).length;
  if (more === 0) return true;
  let held = 0;
  for (const user of state.memberIds()) if (hasPlace(state.member(user))) held += 1;
  return held + more <= limits.groupMembers;
}

/** Whether anybody is there. A group that everybody left has ended: nobody comes into it any more. */
export function isInhabited(state: ChatState): boolean {
  for (const user of state.memberIds()) if (isPresent(state.member(user))) return true;
  return false;
}

export function writeEvent(document: ChatDocument, stamp: Stamp, event: GroupEvent): void {
  document.messages(stamp.number).set(numberKey(stamp.number), {
    id: stamp.entryId,
    author: stamp.author,
    at: stamp.at,
    event: storedEvent(event),
  });
}

function storedEvent(event: GroupEvent): { readonly [key: string]: Json } {
  if (event.type !== 'added') return event;
  return { ...event, users: [...event.users], invited: [...event.invited] };
}

/** Somebody is a member from this number on. */
export function enter(document: ChatDocument, user: UserId, stamp: Stamp): void {
  const before = document.member(user);
  const spans: Span[] = [...(before?.spans ?? []), [stamp.number, null]];
  document.members.set(
    user,
    storedMember({
      role: 'member',
      spans,
      ...(stamp.history > 0 ? { history: stamp.history } : {}),
    }),
  );
}

/** He is one up to and with this number. */
export function depart(
  document: ChatDocument,
  user: UserId,
  stamp: Stamp,
  isRemoved: boolean,
): void {
  const member = document.member(user);
  if (member === undefined) throw new Error('departure of nobody');
  const spans = member.spans.map(([from, to]): Span => [from, to ?? stamp.number]);
  const { history } = member;
  document.members.set(
    user,
    storedMember({
      role: 'member',
      spans,
      ...(history === undefined ? {} : { history }),
      ...(isRemoved ? { removed: stamp.at } : {}),
    }),
  );
}

/** Changes a line of the members, which is there. */
export function setMember(document: ChatDocument, user: UserId, member: Member): void {
  document.members.set(user, storedMember(member));
}

/**
 * Who owns the group when its owner goes: the administrator who has been there longest, else the
 * member; of two as long, the one whose id is less. Undefined where nobody is left.
 */
export function successorOf(state: ChatState, owner: UserId): UserId | undefined {
  let best: { readonly user: UserId; readonly rank: number; readonly since: number } | undefined;
  for (const user of state.memberIds()) {
    const member = user === owner ? undefined : state.member(user);
    const since = member === undefined ? undefined : memberSince(member);
    if (member === undefined || since === undefined) continue;
    const rank = member.role === 'administrator' ? 1 : 0;
    const isBetter =
      best === undefined ||
      rank > best.rank ||
      (rank === best.rank && (since < best.since || (since === best.since && user < best.user)));
    if (isBetter) best = { user, rank, since };
  }
  return best?.user;
}
