/**
 * Every row that was ever committed, with its bytes, kept by the test itself. Invariant: compaction
 * takes nothing from it, so that what the database and the devices hold can be held against it.
 */
import type { ChatId, UserId } from '@jibber/schema/ids';
import type { Violation } from '@jibber/schema/testkit/history';
import type { MemoryTables } from '@jibber/sync-server/storage/memory-tables';
import * as Y from 'yjs';
import type { CommittedFacts } from './committed-facts.ts';
import {
  type DocumentsAtRest,
  documentKey,
  documentsInDatabase,
  documentsOnDisk,
  placeOfKey,
  rebuild,
} from './documents-at-rest.ts';
import type { SimulatedDevice } from './simulated-device.ts';

/** What of a world is held against the log. */
type Judged = {
  readonly facts: CommittedFacts;
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
    const places: [name: string, documents: DocumentsAtRest][] = [
      ['the database', documentsInDatabase(world.database.tables)],
    ];
    for (const device of world.devices) {
      if (device.isSignedOut) continue;
      const documents = [...documentsOnDisk(device)].filter(([key]) =>
        isKeptUp(world.facts, key, device.me.userId),
      );
      places.push([device.name, new Map(documents)]);
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

/** Whether all of a document comes to this person: what he had before he went stays as it was. */
function isKeptUp(facts: CommittedFacts, key: string, userId: UserId): boolean {
  const { chatId, segment } = placeOfKey(key);
  if (!facts.isPresent(chatId, userId)) return false;
  return segment === undefined || segment >= (facts.staysOf(chatId, userId).at(-1)?.segment ?? 0);
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
