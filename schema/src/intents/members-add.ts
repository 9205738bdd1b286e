/**
 * `members.add`: people become members, or, where the adder shares no chat with them and they did not
 * ask, are invited. Whoever is there already or cannot be reached is passed over; the event names
 * those who came, so nobody has to be told of anybody's blocks.
 */
import * as v from 'valibot';
import { parseWith } from '../claims.ts';
import type { ChatDocument, ChatState, Stamp } from '../document/chat-document.ts';
import { isPresent } from '../document/members.ts';
import type { UserId } from '../ids.ts';
import { fail, succeed } from '../result.ts';
import {
  enter,
  hasPlace,
  hasRoom,
  judgeRight,
  setMember,
  usersSchema,
  writeEvent,
} from './group-rule.ts';
import type { IntentRule } from './rule.ts';

const schema = v.strictObject({ kind: v.literal('members.add'), users: usersSchema });

export type MembersAdd = v.InferOutput<typeof schema>;

export type Places = { readonly added: readonly UserId[]; readonly invited: readonly UserId[] };

/** What becomes of each of these people when this person adds them. */
export function placesOf(state: ChatState, actor: UserId, users: readonly UserId[]): Places {
  const added: UserId[] = [];
  const invited: UserId[] = [];
  for (const user of users) {
    const member = state.member(user);
    const relation = state.relation(actor, user);
    if (user === actor || isPresent(member) || relation === 'unreachable') continue;
    if (relation === 'known' || member?.asked !== undefined) added.push(user);
    else if (member?.invited === undefined) invited.push(user);
  }
  return { added, invited };
}

/** Writes their lines. */
export function admit(document: ChatDocument, { added, invited }: Places, stamp: Stamp): void {
  for (const user of added) enter(document, user, stamp);
  for (const user of invited) {
    const before = document.member(user) ?? { role: 'member', spans: [] };
    setMember(document, user, { ...before, invited: { by: stamp.author, at: stamp.at } });
  }
}

export const membersAdd: IntentRule<MembersAdd> = {
  kind: 'members.add',
  numbered: true,
  administers: true,
  parse: (value) => parseWith(schema, value),
  judge(state, actor, intent) {
    const right = judgeRight(state, actor, 'add');
    if (!right.ok) return right;
    const { added, invited } = placesOf(state, actor.userId, intent.users);
    if (added.length + invited.length === 0) {
      const isThere = intent.users.every((user) => hasPlace(state.member(user)));
      return fail(isThere ? 'no-change' : 'person-not-reachable');
    }
    return hasRoom(state, [...added, ...invited]) ? succeed() : fail('group-full');
  },
  write(document, intent, stamp) {
    const places = placesOf(document, stamp.author, intent.users);
    admit(document, places, stamp);
    writeEvent(document, stamp, { type: 'added', users: places.added, invited: places.invited });
  },
};
