/**
 * What stands in the tables of the local database. Invariant: what is read from the disk is a claim
 * and has its type only after `cleanRecord`. One of another shape is damage: of content, which is
 * fetched anew with all the rest; of what a person wrote, which is said; elsewhere it is not there.
 */
import {
  chatIdSchema,
  entryIdSchema,
  fileIdSchema,
  timeSchema,
  userIdSchema,
} from '@jibber/schema/claims';
import { personSchema } from '@jibber/schema/commands/account';
import { type GroupEvent, readEvent } from '@jibber/schema/document/group';
import { isCount } from '@jibber/schema/document/json';
import { type ErrorCode, isErrorCode } from '@jibber/schema/errors';
import { isUserId, type UserId } from '@jibber/schema/ids';
import * as v from 'valibot';
import type { OutboxEntry } from './outbox-record.ts';

export type { OutboxEntry } from './outbox-record.ts';

/** The chat document's number in this database; segments have their own, from 0. */
export const chatDocument = -1;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const documentNumber = v.pipe(v.number(), v.safeInteger(), v.minValue(chatDocument));
const errorCode = v.custom<ErrorCode>(isErrorCode);
const bytes = v.custom<Uint8Array>((value) => value instanceof Uint8Array);

const kindSchema = v.picklist(['message', 'deleted', 'event', 'unknown']);
const eventSchema = v.custom<GroupEvent>((value) => readEvent(value) !== undefined);

const lastSchema = v.object({
  number: count,
  id: v.optional(entryIdSchema),
  kind: kindSchema,
  author: userIdSchema,
  text: v.string(),
  event: v.optional(eventSchema),
  at: timeSchema,
});

const registerSchema = v.object({ delivered: count, read: count });

const chatSchema = v.object({
  chatId: chatIdSchema,
  /** The other person; undefined for "Notes to self" and while the chat document is not here. */
  peer: v.optional(userIdSchema),
  /** Cached name of the other person, or title of a group. */
  title: v.optional(v.string()),
  picture: v.optional(fileIdSchema),
  /** What own pending entries make of them. */
  wished: v.optional(
    v.object({ title: v.optional(v.string()), picture: v.optional(v.nullable(fileIdSchema)) }),
  ),
  /** Number from which this person is a member; what was before it he has not missed. */
  since: v.optional(count),
  /** The first segment that he may see; 0: all of them. */
  history: v.optional(count),
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
      kind: kindSchema,
      author: userIdSchema,
      text: v.string(),
      event: v.optional(eventSchema),
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

/** The present members of a group, each with the number from which he is one. */
const membersSchema = v.object({
  chatId: chatIdSchema,
  present: v.custom<readonly Present[]>(
    (value) => Array.isArray(value) && value.every((each: unknown) => isPresentPair(each)),
  ),
});

export type Present = readonly [userId: UserId, since: number];

function isPresentPair(value: unknown): boolean {
  return Array.isArray(value) && isUserId(value[0]) && isCount(value[1]);
}

const receiptSchema = v.object({
  chatId: chatIdSchema,
  userId: userIdSchema,
  delivered: count,
  read: count,
});

const profileSchema = v.object({ ...personSchema.entries, fetchedAt: timeSchema });
const draftSchema = v.object({ chatId: chatIdSchema, text: v.string() });
/** Intents of the account, and its state, as JSON text: read by whoever knows them. */
const accountEntrySchema = v.object({
  order: count,
  entryId: entryIdSchema,
  intent: v.string(),
  writtenAt: timeSchema,
  /** Revision of the account with it. */
  accepted: v.optional(count),
  refused: v.optional(errorCode),
});
const accountSchema = v.object({ name: v.string(), text: v.string() });
const metaSchema = v.object({ name: v.string(), value: v.union([v.string(), v.number()]) });

export type ChatRecord = v.InferOutput<typeof chatSchema>;
export type BehindRecord = ChatRecord['behind'][number];
export type LastEntry = v.InferOutput<typeof lastSchema>;
export type Registers = v.InferOutput<typeof registerSchema>;
export type DocumentRecord = Readonly<v.InferOutput<typeof documentSchema>>;
export type RowRecord = Readonly<v.InferOutput<typeof rowSchema>>;
export type MembersRecord = Readonly<v.InferOutput<typeof membersSchema>>;
export type ReceiptRecord = Readonly<v.InferOutput<typeof receiptSchema>>;
export type ProfileRecord = Readonly<v.InferOutput<typeof profileSchema>>;
export type DraftRecord = Readonly<v.InferOutput<typeof draftSchema>>;
export type AccountEntryRecord = Readonly<v.InferOutput<typeof accountEntrySchema>>;
export type AccountRecord = Readonly<v.InferOutput<typeof accountSchema>>;
export type MetaRecord = Readonly<v.InferOutput<typeof metaSchema>>;

export type Records = {
  chats: ChatRecord;
  documents: DocumentRecord;
  rows: RowRecord;
  outbox: OutboxEntry;
  members: MembersRecord;
  receipts: ReceiptRecord;
  profiles: ProfileRecord;
  drafts: DraftRecord;
  account: AccountRecord;
  accountEntries: AccountEntryRecord;
  meta: MetaRecord;
};
export type TableName = keyof Records;

/** Whether a table is a copy of what the server has, of which nothing may be missing unnoticed. */
export function isContent(table: TableName): boolean {
  return table === 'chats' || table === 'documents' || table === 'rows' || table === 'members';
}

/** Whether a table holds what exists nowhere but on this device. */
export function isOwnWords(table: TableName): boolean {
  return table === 'outbox' || table === 'drafts' || table === 'accountEntries';
}

/** Properties that make the key of a table's records, in the order in which they are sorted. */
export const tableKeys = {
  chats: ['chatId'],
  documents: ['chatId', 'document'],
  rows: ['chatId', 'document', 'position'],
  outbox: ['chatId', 'order'],
  members: ['chatId'],
  receipts: ['chatId', 'userId'],
  profiles: ['userId'],
  drafts: ['chatId'],
  account: ['name'],
  accountEntries: ['order'],
  meta: ['name'],
} as const satisfies { readonly [Name in TableName]: readonly (keyof Records[Name])[] };

export const tableNames = Object.keys(tableKeys) as readonly TableName[];

type SchemaOf<Name extends TableName> = v.GenericSchema<unknown, Records[Name]>;

const firstSchemas: { readonly [Name in Exclude<TableName, 'outbox'>]: SchemaOf<Name> } = {
  chats: chatSchema,
  documents: documentSchema,
  rows: rowSchema,
  members: membersSchema,
  receipts: receiptSchema,
  profiles: profileSchema,
  drafts: draftSchema,
  account: accountSchema,
  accountEntries: accountEntrySchema,
  meta: metaSchema,
};

const schemas: { [Name in TableName]?: SchemaOf<Name> } = firstSchemas;

/** Whether records of these tables can be checked without loading more. */
export function canClean(tables: readonly TableName[]): boolean {
  return schemas.outbox !== undefined || !tables.includes('outbox');
}

/** Loads what checks the entries of the outbox. */
export async function loadCleaning(): Promise<void> {
  const { entrySchema } = await import('./outbox-record.ts');
  schemas.outbox = entrySchema;
}

/**
 * Reads a record from the disk; undefined where it is none of this table's.
 * @throws for a table that `canClean` denies
 */
export function cleanRecord<Name extends TableName>(
  table: Name,
  value: unknown,
): Records[Name] | undefined {
  const schema = schemas[table];
  if (schema === undefined) throw new Error(`nothing is loaded that checks ${table}`);
  const checked = v.safeParse(schema, value, { abortEarly: true });
  return checked.success ? checked.output : undefined;
}
