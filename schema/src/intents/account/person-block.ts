/**
 * `person.block`: nothing of this person reaches the blocker any more, and he is not told. Blocking
 * somebody who is blocked is accepted and changes nothing.
 */
import * as v from 'valibot';
import { parseWith, userIdSchema } from '../../claims.ts';
import { limits } from '../../limits.ts';
import { fail, succeed } from '../../result.ts';
import type { AccountRule } from './account-rule.ts';

const schema = v.strictObject({ kind: v.literal('person.block'), user: userIdSchema });

export type PersonBlock = v.InferOutput<typeof schema>;

export const personBlock: AccountRule<PersonBlock> = {
  kind: 'person.block',
  parse: (value) => parseWith(schema, value),
  judge({ state, isPerson }, actor, { user }) {
    if (user === actor || !isPerson(user)) return fail('person-not-found');
    const isFull = !state.blocked.has(user) && state.blocked.size >= limits.blocksPerAccount;
    return isFull ? fail('too-many-blocks') : succeed();
  },
  apply: (state, { user }) => ({ ...state, blocked: new Set([...state.blocked, user]) }),
};
