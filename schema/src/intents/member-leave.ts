/**
 * `member.leave`: somebody goes. Where the owner does, the group has another one from the same moment
 * on; where nobody is left, the group ends.
 */
import * as v from 'valibot';
import { parseWith } from '../claims.ts';
import { depart, judgeRight, setMember, successorOf, writeEvent } from './group-rule.ts';
import type { IntentRule } from './rule.ts';

const schema = v.strictObject({ kind: v.literal('member.leave') });

export type MemberLeave = v.InferOutput<typeof schema>;

export const memberLeave: IntentRule<MemberLeave> = {
  kind: 'member.leave',
  numbered: true,
  administers: true,
  parse: (value) => parseWith(schema, value),
  judge: (state, actor) => judgeRight(state, actor, undefined),
  write(document, _, stamp) {
    const { author } = stamp;
    const isOwner = document.roleOf(author) === 'owner';
    const owner = isOwner ? successorOf(document, author) : undefined;
    depart(document, author, stamp, false);
    const heir = owner === undefined ? undefined : document.member(owner);
    if (owner === undefined || heir === undefined) {
      if (isOwner) document.info.set('deleted', stamp.at);
      writeEvent(document, stamp, { type: 'left' });
      return;
    }
    setMember(document, owner, { ...heir, role: 'owner' });
    writeEvent(document, stamp, { type: 'left', owner });
  },
};
