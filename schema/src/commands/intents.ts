/**
 * POST /api/intents: entries of the outbox by HTTP, for a sender without a socket. Same pipeline,
 * same answers as the frame `send`; at most `limits.entriesPerFrame` entries.
 */
import * as v from 'valibot';
import { chatIdSchema, entryIdSchema } from '../claims.ts';
import { limits } from '../limits.ts';

export const postIntentsSchema = v.strictObject({
  entries: v.pipe(
    v.array(
      v.strictObject({
        entryId: entryIdSchema,
        chatId: chatIdSchema,
        after: v.optional(entryIdSchema),
        /** JSON text of the intent. */
        intent: v.pipe(v.string(), v.maxLength(limits.intentBytes)),
      }),
    ),
    v.minLength(1),
    v.maxLength(limits.entriesPerFrame),
  ),
});

const answerSchema = v.variant('outcome', [
  v.object({
    outcome: v.literal('accepted'),
    entryId: entryIdSchema,
    position: v.number(),
    number: v.number(),
  }),
  v.object({ outcome: v.literal('refused'), entryId: entryIdSchema, code: v.string() }),
  v.object({
    outcome: v.literal('again'),
    entryId: entryIdSchema,
    code: v.string(),
    backoffMs: v.number(),
  }),
]);

export const postIntentsAnswerSchema = v.object({ answers: v.array(answerSchema) });
