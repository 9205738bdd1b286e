/**
 * What a person wrote that exists nowhere but on this device: his outbox and his drafts, carried from
 * a database that was lost or given up into the one that replaces it. Invariant: nothing is dropped
 * or doubled, and what was written before stays before what was written since.
 */
import type { LocalDatabase, WriteTransaction } from './local-database.ts';
import type { AccountEntryRecord, DraftRecord, OutboxEntry } from './records.ts';

export type OwnWords = {
  /** In order. */
  readonly outbox: readonly OutboxEntry[];
  readonly drafts: readonly DraftRecord[];
  /** In order. */
  readonly account: readonly AccountEntryRecord[];
};

/** From a database that is being given up; undefined where not even they can be read. */
export async function readOwnWords(database: LocalDatabase): Promise<OwnWords | undefined> {
  const read = await database.read(['outbox', 'drafts', 'accountEntries'], async (transaction) => ({
    outbox: (await transaction.table('outbox').all()).toSorted((a, b) => a.order - b.order),
    drafts: await transaction.table('drafts').all(),
    account: await transaction.table('accountEntries').all(),
  }));
  return read.ok ? read.value : undefined;
}

/** Puts them into a database that lacks them, before whatever was written into it since. */
export async function putBack(transaction: WriteTransaction, words: OwnWords): Promise<void> {
  const outbox = transaction.table('outbox');
  const drafts = transaction.table('drafts');
  const stored = (await outbox.all()).toSorted((a, b) => a.order - b.order);
  const known = new Set(words.outbox.map(({ entryId }) => entryId));
  // Answers to them belong to the content that is gone.
  const older = words.outbox.map((entry) => ({ ...entry, accepted: undefined }));
  const newer = stored.filter(({ entryId }) => !known.has(entryId));
  for (const { chatId, order } of stored) outbox.delete(chatId, order);
  let last = 0;
  for (const entry of [...older, ...newer]) {
    last += 1;
    outbox.put({ ...entry, order: last });
  }
  transaction.table('meta').put({ name: 'outboxOrder', value: last });
  await putBackAccount(transaction, words.account);
  for (const draft of words.drafts) {
    if ((await drafts.get(draft.chatId)) === undefined) drafts.put(draft);
  }
}

async function putBackAccount(
  transaction: WriteTransaction,
  words: readonly AccountEntryRecord[],
): Promise<void> {
  const entries = transaction.table('accountEntries');
  const stored = await entries.all();
  const known = new Set(words.map(({ entryId }) => entryId));
  const older = words.map(({ accepted: _, ...entry }) => entry);
  const newer = stored.filter(({ entryId }) => !known.has(entryId));
  for (const { order } of stored) entries.delete(order);
  for (const [index, entry] of [...older, ...newer].entries()) {
    entries.put({ ...entry, order: index + 1 });
  }
}
