/**
 * `profile.change`: name, handle, what one says of oneself, picture; what is not named stays as it
 * is. Nobody gets a handle that others know as somebody else's.
 */
import * as v from 'valibot';
import { fileIdSchema, parseWith } from '../../claims.ts';
import { isHandle, readAbout, readName } from '../../commands/account.ts';
import { fail, succeed } from '../../result.ts';
import { repairText } from '../../text.ts';
import type { AccountRule } from './account-rule.ts';

const schema = v.strictObject({
  kind: v.literal('profile.change'),
  name: v.optional(v.pipe(v.string(), v.transform(repairText))),
  handle: v.optional(v.string()),
  about: v.optional(v.pipe(v.string(), v.transform(repairText))),
  /** Null takes the picture away. */
  picture: v.optional(v.nullable(fileIdSchema)),
});

export type ProfileChange = v.InferOutput<typeof schema>;

export const profileChange: AccountRule<ProfileChange> = {
  kind: 'profile.change',
  parse: (value) => parseWith(schema, value),
  judge({ state, isHandleTaken, hasPicture }, _actor, { name, handle, about, picture }) {
    if (name !== undefined && readName(name) === undefined) return fail('name-invalid');
    if (about !== undefined && readAbout(about) === undefined) return fail('about-too-long');
    if (handle !== undefined && handle !== state.profile.handle) {
      if (!isHandle(handle)) return fail('handle-invalid');
      if (isHandleTaken(handle)) return fail('handle-taken');
    }
    if (typeof picture === 'string' && picture !== state.profile.picture) {
      if (!hasPicture(picture)) return fail('file-not-found');
    }
    return succeed();
  },
  apply(state, { name, handle, about, picture }) {
    const { profile } = state;
    return {
      ...state,
      profile: {
        name: (name === undefined ? undefined : readName(name)) ?? profile.name,
        handle: handle ?? profile.handle,
        about: (about === undefined ? undefined : readAbout(about)) ?? profile.about,
        picture: picture === undefined ? profile.picture : picture,
      },
    };
  },
};
