/**
 * Folds rows of a document into its snapshot, under the chat's lock, from one consistent read.
 * Invariants: the snapshot comes from a garbage-collected document (`Y.mergeUpdates` would keep deleted
 * text); rows lose their bytes, never their id and position; log and snapshot give the same document.
 */
import type { DocumentContent, DocumentKey, DocumentState, Storage } from '../storage/storage.ts';
import { buildDocument } from './document-cache.ts';

/**
 * Erases what waits for it: all rows go into the snapshot. False where nothing waits any more, for
 * example because another node was first.
 */
export function eraseDocument(storage: Storage, key: DocumentKey): Promise<boolean> {
  return compact(storage, key, (state) =>
    state.eraseSince === undefined ? undefined : Number.POSITIVE_INFINITY,
  );
}

/** Folds the rows from before `before` ms; younger ones stay as they are. False if there were none. */
export function foldOldRows(storage: Storage, key: DocumentKey, before: number): Promise<boolean> {
  return compact(storage, key, (state) => (state.eraseSince === undefined ? before : undefined));
}

/** @param foldBefore up to which time rows are folded, ms; undefined: none */
function compact(
  storage: Storage,
  { chatId, name }: DocumentKey,
  foldBefore: (state: DocumentState) => number | undefined,
): Promise<boolean> {
  const nothing = { keep: false, value: false };
  return storage.transaction(async (transaction) => {
    const head = await transaction.lockChat(chatId);
    if (head === undefined) return nothing;
    const state = await transaction.readDocumentState(chatId, name);
    const before = state === undefined ? undefined : foldBefore(state);
    if (state === undefined || before === undefined) return nothing;
    const content = await transaction.readDocument(chatId, name, 0);
    if (content === undefined) return nothing;
    const { folded, left } = divide(content, before);
    const isWhole = left.updates.length === 0;
    const last = folded.updates.at(-1);
    if (last === undefined && !isWhole) return nothing;
    const document = buildDocument(folded);
    if (isWhole && document.clock !== state.clock) {
      throw new Error(`document ${chatId}/${name} has clock ${document.clock}, not ${state.clock}`);
    }
    const snapshot = document.encode();
    const tailBytes = left.updates.reduce((sum, { update }) => sum + update.length, 0);
    await transaction.saveSnapshot(chatId, {
      name,
      snapshot,
      position: isWhole ? head.head : (last?.position ?? content.snapshotPosition),
      bytes: snapshot.length + tailBytes,
      erases: isWhole,
    });
    return { keep: true, value: true };
  });
}

/** The longest run of rows from the first on that are older than `before`, and those after it. */
function divide(
  content: DocumentContent,
  before: number,
): { readonly folded: DocumentContent; readonly left: DocumentContent } {
  const young = content.updates.findIndex(({ at }) => at >= before);
  const end = young < 0 ? content.updates.length : young;
  return {
    folded: { ...content, updates: content.updates.slice(0, end) },
    left: { ...content, updates: content.updates.slice(end) },
  };
}
