/**
 * Compaction at any time, as another node might do it. Invariant: it goes through the product's own
 * transaction; a lock that it does not get costs nothing but this round.
 */
import type { DocumentName } from '@jibber/schema/document/values';
import type { ChatId } from '@jibber/schema/ids';
import type { Random } from '@jibber/schema/testkit/random';
import { eraseDocument, foldOldRows } from '@jibber/sync-server/documents/compaction';
import type { MemoryDatabase } from '@jibber/sync-server/storage/memory-storage';
import { type Storage, StorageFault } from '@jibber/sync-server/storage/storage';

/** What of a world compaction needs. */
type Compacted = {
  readonly random: Random;
  readonly database: MemoryDatabase;
  readonly maintenance: Storage;
  readonly failures: unknown[];
  count(what: string): void;
};

/** False where there is no document yet. */
export function compactAny(world: Compacted): boolean {
  const keys = [...world.database.tables.chats].flatMap(([chatId, chat]) =>
    [...chat.documents.keys()].map((name) => ({ chatId, name })),
  );
  if (keys.length === 0) return false;
  const { chatId, name } = world.random.pick(keys);
  return compactDocument(world, chatId, name);
}

/** Erases what waits for it, or folds rows up to some moment. False where there is no such document. */
export function compactDocument(world: Compacted, chatId: ChatId, name: DocumentName): boolean {
  const { random, database, maintenance } = world;
  const chat = database.tables.chats.get(chatId);
  const state = chat?.documents.get(name)?.state;
  if (chat === undefined || state === undefined) return false;
  const key = { chatId, name };
  const before = random.chance(0.5) ? Number.POSITIVE_INFINITY : random.pick(chat.rows).at;
  const isErasure = state.eraseSince !== undefined;
  const done = isErasure ? eraseDocument(maintenance, key) : foldOldRows(maintenance, key, before);
  done.then(
    (isDone) => {
      if (isDone) world.count(isErasure ? 'did: erase' : 'did: fold rows');
    },
    (error: unknown) => {
      if (!(error instanceof StorageFault)) world.failures.push(error);
    },
  );
  return true;
}
