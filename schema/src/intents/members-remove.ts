/**
 * `members.remove`: somebody is put out. The owner cannot be; who wants to go himself leaves.
 */
import * as v from 'valibot';
import { parseWith, userIdSchema } from '../claims.ts';
import { fail, succeed } from '../result.ts';
import { depart, judgeRight, writeEvent } from './group-rule.ts';
import type { IntentRule } from './rule.ts';

const schema = v.strictObject({ kind: v.literal('members.remove'), user: userIdSchema });

export type MembersRemove = v.InferOutput<typeof schema>;

export const membersRemove: IntentRule<MembersRemove> = {
  kind: 'members.remove',
  numbered: true,
  administers: true,
  parse: (value) => parseWith(schema, value),
  judge(state, actor, { user }) {
    const right = judgeRight(state, actor, 'moderate');
    if (!right.ok) return right;
    const role = state.roleOf(user);
    if (role === undefined) return fail('member-not-found');
    return role === 'owner' || user === actor.userId ? fail('not-allowed') : succeed();
  },
  write(document, { user }, stamp) {
    depart(document, user, stamp, true);
    writeEvent(document, stamp, { type: 'removed', user });
  },
};
