/**
 * Every row that was ever committed, with its bytes, kept by the test itself. Invariant: compaction
 * takes nothing from it, so that what the database and the devices hold can be held against it.
 */
import type { ChatId, UserId } from '@jibber/schema/ids';
import type { Violation } from '@jibber/schema/testkit/history';
import type { MemoryTables } from '@jibber/sync-server/storage/memory-tables';
import * as Y from 'yjs';
import {
  type DocumentsAtRest,
  documentKey,
  documentsInDatabase,
  documentsOnDisk,
  rebuild,
} from './documents-at-rest.ts';
import type { SimulatedDevice } from './simulated-device.ts';

/** What of a world is held against the log. */
type Judged = {
  readonly removals: readonly { readonly userId: UserId }[];
  readonly database: { readonly tables: MemoryTables };
  readonly devices: readonly SimulatedDevice[];
};

export class CommittedLog {
  readonly #updates = new Map<string, Uint8Array[]>();

  /** From now on it hears of every commit. */
  constructor(tables: MemoryTables) {
    const save = tables.save.bind(tables);
    tables.save = (chatId, write) => {
      for (const { chatUpdate, segment, segmentUpdate } of write.rows) {
        if (chatUpdate !== undefined) this.#add(chatId, 'chat', chatUpdate);
        if (segment !== undefined && segmentUpdate !== undefined) {
          this.#add(chatId, segment, segmentUpdate);
        }
      }
      save(chatId, write);
    };
  }

  /** I12: content, state vector and deletions are the same in the log, the database and on devices. */
  check(world: Judged): Violation[] {
    const expected = new Map(
      [...this.#updates].map(([key, updates]) => [key, describe(rebuild(updates))]),
    );
    const empty = describe(rebuild([]));
    const kept = new Set(world.removals.map(({ userId }) => userId));
    const places: [name: string, documents: DocumentsAtRest][] = [
      ['the database', documentsInDatabase(world.database.tables)],
    ];
    for (const device of world.devices) {
      const isJudged = !device.isSignedOut && !kept.has(device.me.userId);
      if (isJudged) places.push([device.name, documentsOnDisk(device)]);
    }
    return places.flatMap(([name, documents]) =>
      [...documents].flatMap(([key, updates]) => {
        if (describe(rebuild(updates)) === (expected.get(key) ?? empty)) return [];
        return [{ invariant: 'I12', message: `${name}: ${key} is not what its rows make it` }];
      }),
    );
  }

  #add(chatId: ChatId, name: 'chat' | number, update: Uint8Array): void {
    const key = documentKey(chatId, name);
    const updates = this.#updates.get(key);
    if (updates === undefined) this.#updates.set(key, [update]);
    else updates.push(update);
  }
}

/** All that can be told of a document: its values, and its snapshot: state vector and deletions. */
function describe(document: Y.Doc): string {
  const values = [...document.share.keys()].map((name) => {
    // In what order keys came into a map depends on how much of it was compacted.
    const entries = Object.entries(document.getMap(name).toJSON());
    return [name, entries.sort(([one], [other]) => (one < other ? -1 : 1))];
  });
  return JSON.stringify([values, [...Y.encodeSnapshot(Y.snapshot(document))]]);
}
