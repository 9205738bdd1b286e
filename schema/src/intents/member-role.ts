/**
 * `member.role`: somebody gets another role. Nobody gives one above his own; the owner keeps his until
 * he hands it over, and is an administrator then.
 */
import * as v from 'valibot';
import { parseWith, userIdSchema } from '../claims.ts';
import { fail, succeed } from '../result.ts';
import { judgeRight, setMember, writeEvent } from './group-rule.ts';
import type { IntentRule } from './rule.ts';

const schema = v.strictObject({
  kind: v.literal('member.role'),
  user: userIdSchema,
  role: v.picklist(['owner', 'administrator', 'member']),
});

export type MemberRole = v.InferOutput<typeof schema>;

export const memberRole: IntentRule<MemberRole> = {
  kind: 'member.role',
  numbered: true,
  administers: true,
  parse: (value) => parseWith(schema, value),
  judge(state, actor, { user, role }) {
    const right = judgeRight(state, actor, role === 'owner' ? 'end' : 'moderate');
    if (!right.ok) return right;
    const before = state.roleOf(user);
    if (before === undefined) return fail('member-not-found');
    if (before === role) return fail('no-change');
    return before === 'owner' ? fail('not-allowed') : succeed();
  },
  write(document, { user, role }, stamp) {
    const member = document.member(user);
    const author = document.member(stamp.author);
    if (member === undefined || author === undefined) throw new Error('a role for nobody');
    if (role === 'owner') setMember(document, stamp.author, { ...author, role: 'administrator' });
    setMember(document, user, { ...member, role });
    writeEvent(document, stamp, { type: 'role', user, role });
  },
};
