/**
 * An entry of the outbox as it stands on the disk. Apart from the other records, because it is checked
 * by the rules of all intents, and the chat list is painted without them.
 */
import { chatIdSchema, entryIdSchema, timeSchema } from '@jibber/schema/claims';
import { type ErrorCode, isErrorCode } from '@jibber/schema/errors';
import { type Intent, parseIntent } from '@jibber/schema/intents/registry';
import * as v from 'valibot';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

export const entrySchema = v.object({
  chatId: chatIdSchema,
  /** Place among all entries of this device. */
  order: count,
  entryId: entryIdSchema,
  intent: v.custom<Intent>((value) => parseIntent(value).ok),
  writtenAt: timeSchema,
  /** Waits for an undo until then, by this device's clock; undefined once let go. */
  heldUntil: v.optional(timeSchema),
  accepted: v.optional(v.object({ position: count, number: count })),
  refused: v.optional(v.custom<ErrorCode>(isErrorCode)),
});

export type OutboxEntry = Readonly<v.InferOutput<typeof entrySchema>>;
