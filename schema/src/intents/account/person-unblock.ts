/** `person.unblock`: takes a block back. Of somebody who is not blocked it is accepted all the same. */
import * as v from 'valibot';
import { parseWith, userIdSchema } from '../../claims.ts';
import { succeed } from '../../result.ts';
import type { AccountRule } from './account-rule.ts';

const schema = v.strictObject({ kind: v.literal('person.unblock'), user: userIdSchema });

export type PersonUnblock = v.InferOutput<typeof schema>;

export const personUnblock: AccountRule<PersonUnblock> = {
  kind: 'person.unblock',
  parse: (value) => parseWith(schema, value),
  judge: () => succeed(),
  apply: (state, { user }) => ({
    ...state,
    blocked: new Set([...state.blocked].filter((blocked) => blocked !== user)),
  }),
};
