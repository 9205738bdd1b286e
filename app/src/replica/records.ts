/**
 * What stands in the tables of the local database. Invariant: what is read from the disk is a claim
 * and has its type only after `cleanRecord`. One of another shape is damage: of content, which is
 * fetched anew with all the rest; of what a person wrote, which is said; elsewhere it is not there.
 */
import { chatIdSchema, entryIdSchema, timeSchema, userIdSchema } from '@jibber/schema/claims';
import { personSchema } from '@jibber/schema/commands/account';
import { type ErrorCode, isErrorCode } from '@jibber/schema/errors';
import { type Intent, parseIntent } from '@jibber/schema/intents/registry';
import * as v from 'valibot';

/** The chat document's number in this database; segments have their own, from 0. */
export const chatDocument = -1;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const documentNumber = v.pipe(v.number(), v.safeInteger(), v.minValue(chatDocument));
const errorCode = v.custom<ErrorCode>(isErrorCode);
const bytes = v.custom<Uint8Array>((value) => value instanceof Uint8Array);

const lastSchema = v.object({
  number: count,
  id: v.optional(entryIdSchema),
  kind: v.picklist(['message', 'deleted', 'unknown']),
  author: userIdSchema,
  text: v.string(),
  at: timeSchema,
});

const registerSchema = v.object({ delivered: count, read: count });

const chatSchema = v.object({
  chatId: chatIdSchema,
  /** The other person; undefined for "Notes to self" and while the chat document is not here. */
  peer: v.optional(userIdSchema),
  title: v.optional(v.string()),
  /** Position up to which this device knows what happened; 0 while the chat is only its own wish. */
  head: count,
  lastNumber: count,
  /** The newest segment, which new messages enter. */
  segment: count,
  /** Segments from here to the newest are held, as far as `behind` does not say otherwise. */
  heldFrom: count,
  /** Held documents that are complete below `head` only; all others are complete up to it. */
  behind: v.array(
    v.object({
      document: documentNumber,
      complete: count,
      /** All rows above this position stand in the table `rows` already. */
      rowsFrom: count,
    }),
  ),
  /** First numbers of the segments, by n, as far as they are known. */
  starts: v.array(count),
  /** How many rows stand after a document's snapshot: `[document, rows]`. */
  tails: v.array(v.tuple([documentNumber, count])),
  /** Last accepted thing. */
  last: v.optional(lastSchema),
  openedAt: timeSchema,
  /** Own registers, those the node is known to hold, and the least of the other members. */
  own: registerSchema,
  told: registerSchema,
  others: registerSchema,
  unread: v.object({ count, more: v.boolean() }),
  draft: v.optional(v.string()),
  /** Why this person is no member any more. */
  ended: v.optional(errorCode),
  /** Of the last thing with own pending ones applied; what the list shows. */
  preview: v.optional(
    v.object({
      id: v.optional(entryIdSchema),
      kind: v.picklist(['message', 'deleted', 'unknown']),
      author: userIdSchema,
      text: v.string(),
      at: timeSchema,
      state: v.optional(v.picklist(['saved', 'sent', 'delivered', 'read', 'refused'])),
    }),
  ),
  sortAt: timeSchema,
});

const documentSchema = v.object({
  chatId: chatIdSchema,
  document: documentNumber,
  snapshot: bytes,
});

const rowSchema = v.object({
  chatId: chatIdSchema,
  document: documentNumber,
  position: count,
  update: bytes,
});

const entrySchema = v.object({
  chatId: chatIdSchema,
  /** Place among all entries of this device. */
  order: count,
  entryId: entryIdSchema,
  intent: v.custom<Intent>((value) => parseIntent(value).ok),
  writtenAt: timeSchema,
  /** Waits for an undo until then, by this device's clock; undefined once let go. */
  heldUntil: v.optional(timeSchema),
  accepted: v.optional(v.object({ position: count, number: count })),
  refused: v.optional(errorCode),
});

const receiptSchema = v.object({
  chatId: chatIdSchema,
  userId: userIdSchema,
  delivered: count,
  read: count,
});

const profileSchema = v.object({ ...personSchema.entries, fetchedAt: timeSchema });
const draftSchema = v.object({ chatId: chatIdSchema, text: v.string() });
const metaSchema = v.object({ name: v.string(), value: v.union([v.string(), v.number()]) });

export type ChatRecord = v.InferOutput<typeof chatSchema>;
export type BehindRecord = ChatRecord['behind'][number];
export type LastEntry = v.InferOutput<typeof lastSchema>;
export type Registers = v.InferOutput<typeof registerSchema>;
export type DocumentRecord = Readonly<v.InferOutput<typeof documentSchema>>;
export type RowRecord = Readonly<v.InferOutput<typeof rowSchema>>;
export type OutboxEntry = Readonly<v.InferOutput<typeof entrySchema>>;
export type ReceiptRecord = Readonly<v.InferOutput<typeof receiptSchema>>;
export type ProfileRecord = Readonly<v.InferOutput<typeof profileSchema>>;
export type DraftRecord = Readonly<v.InferOutput<typeof draftSchema>>;
export type MetaRecord = Readonly<v.InferOutput<typeof metaSchema>>;

export type Records = {
  chats: ChatRecord;
  documents: DocumentRecord;
  rows: RowRecord;
  outbox: OutboxEntry;
  receipts: ReceiptRecord;
  profiles: ProfileRecord;
  drafts: DraftRecord;
  meta: MetaRecord;
};
export type TableName = keyof Records;

/** Whether a table is a copy of what the server has, of which nothing may be missing unnoticed. */
export function isContent(table: TableName): boolean {
  return table === 'chats' || table === 'documents' || table === 'rows';
}

/** Properties that make the key of a table's records, in the order in which they are sorted. */
export const tableKeys = {
  chats: ['chatId'],
  documents: ['chatId', 'document'],
  rows: ['chatId', 'document', 'position'],
  outbox: ['chatId', 'order'],
  receipts: ['chatId', 'userId'],
  profiles: ['userId'],
  drafts: ['chatId'],
  meta: ['name'],
} as const satisfies { readonly [Name in TableName]: readonly (keyof Records[Name])[] };

export const tableNames = Object.keys(tableKeys) as readonly TableName[];

const schemas: { readonly [Name in TableName]: v.GenericSchema<unknown, Records[Name]> } = {
  chats: chatSchema,
  documents: documentSchema,
  rows: rowSchema,
  outbox: entrySchema,
  receipts: receiptSchema,
  profiles: profileSchema,
  drafts: draftSchema,
  meta: metaSchema,
};

/** Reads a record from the disk; undefined where it is none of this table's. */
export function cleanRecord<Name extends TableName>(
  table: Name,
  value: unknown,
): Records[Name] | undefined {
  const checked = v.safeParse(schemas[table], value, { abortEarly: true });
  return checked.success ? checked.output : undefined;
}
