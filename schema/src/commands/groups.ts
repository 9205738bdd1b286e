/**
 * Commands about groups that need an answer before anything can be shown: invite links, reports, and
 * who has received and read (HTTP under /api, JSON). Whoever is not in the chat hears of all of them
 * `chat-not-found`, whether or not it exists.
 */
import * as v from 'valibot';
import { chatIdSchema, entryIdSchema, fileIdSchema, timeSchema, userIdSchema } from '../claims.ts';
import { limits } from '../limits.ts';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const dayMs = 24 * 60 * 60 * 1000;

/** 128 bits as base64url. */
export const inviteTokenPattern = /^[A-Za-z0-9_-]{22}$/;

/** POST /api/chats/:chatId/invites → Invite. Codes: chat-not-found, not-allowed, too-many-invites. */
export const newInviteSchema = v.strictObject({
  /** From now on; null: until it is revoked. */
  expiresInMs: v.nullable(
    v.pipe(
      v.number(),
      v.safeInteger(),
      v.minValue(60_000),
      v.maxValue(limits.inviteDaysMost * dayMs),
    ),
  ),
  /** How many may come by it; null: any number. */
  mostUses: v.nullable(
    v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(limits.groupMembers)),
  ),
  /** Whether an administrator decides on each. */
  needsApproval: v.boolean(),
});
export type NewInvite = v.InferOutput<typeof newInviteSchema>;

/** GET /api/chats/:chatId/invites → Invite[], newest first; DELETE …/invites/:token revokes one. */
export const inviteSchema = v.object({
  token: v.pipe(v.string(), v.regex(inviteTokenPattern)),
  by: userIdSchema,
  createdAt: timeSchema,
  expiresAt: v.nullable(timeSchema),
  mostUses: v.nullable(count),
  uses: count,
  needsApproval: v.boolean(),
});
export type InviteLink = v.InferOutput<typeof inviteSchema>;
export const invitesSchema = v.array(inviteSchema);

/** GET /api/invites/:token → where it leads. Codes: invite-not-found, too-many-requests. */
export const invitePreviewSchema = v.object({
  chatId: chatIdSchema,
  title: v.string(),
  picture: v.nullable(fileIdSchema),
  /** How many are in it. */
  members: count,
  needsApproval: v.boolean(),
  /** Whether the one who asks is in it already. */
  isMember: v.boolean(),
});
export type InvitePreview = v.InferOutput<typeof invitePreviewSchema>;

/**
 * GET /api/chats/:chatId/reports → Report[], newest first, for administrators and the owner.
 * DELETE …/reports/:entryId: it was looked into.
 */
export const reportSchema = v.object({
  entryId: entryIdSchema,
  reporter: userIdSchema,
  message: entryIdSchema,
  reason: v.string(),
  at: timeSchema,
});
export type Report = v.InferOutput<typeof reportSchema>;
export const reportListSchema = v.array(reportSchema);

/** GET /api/chats/:chatId/receipts → how far each present member has received and read. */
export const memberRegisterSchema = v.object({
  userId: userIdSchema,
  delivered: count,
  read: count,
});
export type MemberRegister = v.InferOutput<typeof memberRegisterSchema>;
export const memberRegistersSchema = v.array(memberRegisterSchema);
