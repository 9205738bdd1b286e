/**
 * POST /api/intents: entries of the outbox by HTTP, for a sender without a socket. Same pipeline,
 * same answers as the frame `send`; at most `limits.entriesPerFrame` entries.
 */
import * as v from 'valibot';
import { chatIdSchema, entryIdSchema, scopeSchema, userIdSchema } from '../claims.ts';
import { type ErrorCode, isErrorCode } from '../errors.ts';
import { limits } from '../limits.ts';

const entry = {
  entryId: entryIdSchema,
  after: v.optional(entryIdSchema),
  /** JSON text of the intent. */
  intent: v.pipe(v.string(), v.maxLength(limits.intentBytes)),
};

export const postIntentsSchema = v.strictObject({
  /** Whose outbox this is: a cookie may have become somebody else's meanwhile. */
  userId: userIdSchema,
  entries: v.pipe(
    v.array(
      v.union([
        v.strictObject({ ...entry, scope: scopeSchema }),
        // As version 1 had it, which knew of chats alone.
        v.pipe(
          v.strictObject({ ...entry, chatId: chatIdSchema }),
          v.transform(({ chatId, ...sent }) => ({ ...sent, scope: chatId })),
        ),
      ]),
    ),
    v.minLength(1),
    v.maxLength(limits.entriesPerFrame),
  ),
});

const countSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const codeSchema = (standIn: ErrorCode) =>
  v.pipe(
    v.string(),
    v.transform((code): ErrorCode => (isErrorCode(code) ? code : standIn)),
  );

/** As the frame `answers` has it; codes of newer servers have the same stand-ins. */
const answerSchema = v.variant('outcome', [
  v.object({
    outcome: v.literal('accepted'),
    entryId: entryIdSchema,
    position: countSchema,
    number: countSchema,
  }),
  v.object({
    outcome: v.literal('refused'),
    entryId: entryIdSchema,
    code: codeSchema('unknown-reason'),
  }),
  v.object({
    outcome: v.literal('again'),
    entryId: entryIdSchema,
    code: codeSchema('busy'),
    backoffMs: countSchema,
  }),
]);

export const postIntentsAnswerSchema = v.object({ answers: v.array(answerSchema) });
