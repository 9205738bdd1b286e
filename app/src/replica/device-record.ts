/**
 * Who is signed in on this device, in the browser's small storage, where it is read at once. Invariant:
 * it holds names and places, no content; what stands there is a claim and is read with care.
 */
import { userIdSchema } from '@jibber/schema/claims';
import { meSchema } from '@jibber/schema/commands/account';
import type { UserId } from '@jibber/schema/ids';
import * as v from 'valibot';

const recordSchema = v.object({
  account: v.optional(
    v.object({
      me: meSchema,
      status: v.picklist(['signed-in', 'locked', 'ended']),
      /** Which sign-in this is: what ends another one does not end it. */
      signIn: v.optional(v.string(), ''),
      /** Entries in the outbox when it was locked or ended. */
      unsent: v.number(),
    }),
  ),
  /** The account that was here last was deleted. */
  isDeleted: v.optional(v.literal(true)),
  /** The server has not heard of a sign-out yet. */
  mustSignOut: v.boolean(),
  /** Databases of accounts that were signed out and could not be deleted yet. */
  doomed: v.array(v.string()),
  databases: v.array(
    v.object({
      userId: userIdSchema,
      name: v.string(),
      installation: v.optional(v.string()),
      /** Whether this device ever caught up. */
      isSynced: v.boolean(),
      /** The session was ended elsewhere, and the content is not wiped yet. */
      mustWipe: v.optional(v.boolean(), false),
    }),
  ),
});

export type DeviceRecord = Readonly<v.InferOutput<typeof recordSchema>>;
export type AccountRecord = NonNullable<DeviceRecord['account']>;
export type DatabaseRecord = DeviceRecord['databases'][number];

/** The browser's small storage, shared by all tabs. */
export interface RecordStorage {
  read(): string | undefined;
  write(text: string): void;
  /** Another tab wrote. */
  onChange(listener: () => void): void;
  /**
   * A trace that somebody is signed in, kept elsewhere: it tells where the browser removed what was
   * stored but not the session.
   */
  hasTrace(): boolean;
  leaveTrace(isSignedIn: boolean): void;
}

const noRecord: DeviceRecord = { mustSignOut: false, doomed: [], databases: [] };

export function readRecord(storage: RecordStorage): DeviceRecord {
  const text = storage.read();
  if (text === undefined) return noRecord;
  try {
    const checked = v.safeParse(recordSchema, JSON.parse(text));
    return checked.success ? checked.output : noRecord;
  } catch (error) {
    if (error instanceof SyntaxError) return noRecord;
    throw error;
  }
}

export function writeRecord(storage: RecordStorage, record: DeviceRecord): void {
  storage.write(JSON.stringify(record));
}

/** What is known of an account's database; one that was never opened gets its name here. */
export function databaseOf(record: DeviceRecord, userId: UserId): DatabaseRecord {
  const known = record.databases.find((each) => each.userId === userId);
  if (known !== undefined) return known;
  let name = `jibber:${userId}`;
  // One that waits for its deletion would be deleted with what is written from now on.
  for (let n = 2; record.doomed.includes(name); n += 1) name = `jibber:${userId}#${n}`;
  return { userId, name, isSynced: false, mustWipe: false };
}

export function withDatabase(record: DeviceRecord, database: DatabaseRecord): DeviceRecord {
  const others = record.databases.filter(({ userId }) => userId !== database.userId);
  return { ...record, databases: [...others, database] };
}

export type ForgettingHow = Partial<Pick<DeviceRecord, 'mustSignOut' | 'isDeleted'>>;

/**
 * Without the account of this sign-in, whose database is doomed; the very same record where somebody
 * else is signed in since.
 */
export function withoutAccount(
  record: DeviceRecord,
  signIn: string | undefined,
  how: ForgettingHow,
): DeviceRecord {
  const { account } = record;
  if (account === undefined || account.signIn !== signIn) return record;
  const { userId } = account.me;
  return {
    ...record,
    ...how,
    account: undefined,
    doomed: [...record.doomed, databaseOf(record, userId).name],
    databases: record.databases.filter((each) => each.userId !== userId),
  };
}

/** Changes what is known of a database; the very same record where that changes nothing. */
export function keepDatabase(
  record: DeviceRecord,
  userId: UserId,
  changed: Partial<DatabaseRecord>,
): DeviceRecord {
  const before = databaseOf(record, userId);
  const after = { ...before, ...changed };
  if (JSON.stringify(before) === JSON.stringify(after)) return record;
  const kept = withDatabase(record, after);
  // One that was given up under its name could not be deleted: that is tried again.
  return after.name === before.name ? kept : { ...kept, doomed: [...kept.doomed, before.name] };
}
