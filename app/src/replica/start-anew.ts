/**
 * How far this device is with an account, and how it puts away what it holds of it. Invariant: the
 * outbox and the drafts stay: they are the person's own words, and exist nowhere else.
 */
import { type HistoryId, isHistoryId } from '@jibber/schema/ids';
import type { Result } from '@jibber/schema/result';
import type { DatabaseFault, LocalDatabase, WriteTransaction } from './local-database.ts';

const contentTables = ['chats', 'documents', 'rows', 'members', 'receipts'] as const;

const accountTables = ['account', 'accountEntries'] as const;

/** What stands on the disk beside the chats; nothing of it on a new device. */
export type Known = {
  readonly historyId: HistoryId | undefined;
  /** Own registers up to this revision are here. */
  readonly receiptsRevision: number;
  /** Whether this device ever caught up. */
  readonly isSynced: boolean;
};

export async function readKnown(database: LocalDatabase): Promise<Known> {
  const meta = await database.read(['meta'], (transaction) => transaction.table('meta').all());
  const values = new Map(meta.ok ? meta.value.map(({ name, value }) => [name, value]) : []);
  const history = values.get('historyId');
  const revision = values.get('receiptsRevision');
  return {
    historyId: isHistoryId(history) ? history : undefined,
    receiptsRevision: typeof revision === 'number' ? revision : 0,
    isSynced: values.has('synced'),
  };
}

/**
 * Takes note of the history this device speaks with from now on.
 * @param isAnother than the one before: everything is loaded anew, and entries are sent again, for
 *   their answers belong to a history that is gone
 */
export function startAnew(
  database: LocalDatabase,
  historyId: HistoryId,
  isAnother: boolean,
): Promise<Result<void, DatabaseFault>> {
  const tables = [...contentTables, ...accountTables, 'outbox', 'meta'] as const;
  return database.write(tables, 'strict', async (transaction) => {
    const meta = transaction.table('meta');
    // Another tab may have met it first, and be loading already.
    const isMet = (await meta.get('historyId'))?.value === historyId;
    if (isAnother && !isMet) await clear(transaction);
    meta.put({ name: 'historyId', value: historyId });
  });
}

/**
 * After a session that ended elsewhere: content goes, what is unsent waits for this account.
 * @param isStillDue asked when it is this transaction's turn: the person may have signed in again
 */
export function wipeContent(
  database: LocalDatabase,
  isStillDue: () => boolean,
): Promise<Result<void, DatabaseFault>> {
  const tables = [...contentTables, ...accountTables, 'outbox', 'meta', 'profiles'] as const;
  return database.write(tables, 'strict', async (transaction) => {
    if (!isStillDue()) return;
    await clear(transaction);
    transaction.table('meta').delete('historyId');
    transaction.table('profiles').deleteAll();
  });
}

async function clear(transaction: WriteTransaction): Promise<void> {
  for (const name of contentTables) transaction.table(name).deleteAll();
  transaction.table('meta').delete('receiptsRevision');
  transaction.table('meta').delete('synced');
  transaction.table('account').deleteAll();
  const account = transaction.table('accountEntries');
  for (const { accepted, ...entry } of await account.all()) {
    if (accepted !== undefined) account.put(entry);
  }
  const outbox = transaction.table('outbox');
  for (const entry of await outbox.all()) {
    if (entry.accepted !== undefined) outbox.put({ ...entry, accepted: undefined });
  }
}
