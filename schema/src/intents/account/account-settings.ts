/** `account.settings`: who may write first, and by what one is found; what is not named stays. */
import * as v from 'valibot';
import { parseWith } from '../../claims.ts';
import { succeed } from '../../result.ts';
import type { AccountRule } from './account-rule.ts';

const schema = v.strictObject({
  kind: v.literal('account.settings'),
  strangers: v.optional(v.picklist(['all', 'none'])),
  foundByHandle: v.optional(v.boolean()),
  foundByEmail: v.optional(v.boolean()),
  foundByPhone: v.optional(v.boolean()),
});

export type ChangeAccountSettings = v.InferOutput<typeof schema>;

export const accountSettings: AccountRule<ChangeAccountSettings> = {
  kind: 'account.settings',
  parse: (value) => parseWith(schema, value),
  judge: () => succeed(),
  apply(state, { strangers, foundByHandle, foundByEmail, foundByPhone }) {
    const { settings } = state;
    return {
      ...state,
      settings: {
        strangers: strangers ?? settings.strangers,
        foundByHandle: foundByHandle ?? settings.foundByHandle,
        foundByEmail: foundByEmail ?? settings.foundByEmail,
        foundByPhone: foundByPhone ?? settings.foundByPhone,
      },
    };
  },
};
