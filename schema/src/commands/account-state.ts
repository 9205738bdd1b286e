/**
 * GET /api/account/state: everything that a device keeps of its own account. `revision` is that of
 * the frame `account`: what is fetched after it was told holds at least that much.
 */
import * as v from 'valibot';
import { chatIdSchema, fileIdSchema, timeSchema } from '../claims.ts';
import { personSchema } from './account.ts';

const countSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const profileSchema = v.object({
  name: v.string(),
  handle: v.string(),
  about: v.string(),
  picture: v.nullable(fileIdSchema),
});

export const accountSettingsSchema = v.object({
  strangers: v.picklist(['all', 'none']),
  foundByHandle: v.boolean(),
  foundByEmail: v.boolean(),
  foundByPhone: v.boolean(),
});

/** To a group that somebody wants this person in; he accepts or declines. */
export const invitationSchema = v.object({
  chatId: chatIdSchema,
  title: v.string(),
  picture: v.nullable(fileIdSchema),
  by: personSchema,
  at: timeSchema,
});
export type Invitation = v.InferOutput<typeof invitationSchema>;

/** Messages of a group that were reported to this person, who is one of its administrators. */
export const reportsSchema = v.object({ chatId: chatIdSchema, count: countSchema });
export type Reports = v.InferOutput<typeof reportsSchema>;

export const accountAnswerSchema = v.object({
  revision: countSchema,
  profile: profileSchema,
  settings: accountSettingsSchema,
  /** Whom this person has blocked, by name. */
  blocks: v.array(personSchema),
  invitations: v.array(invitationSchema),
  reports: v.array(reportsSchema),
});
export type AccountAnswer = v.InferOutput<typeof accountAnswerSchema>;
