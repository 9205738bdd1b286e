/**
 * Documents as they lie in the database and on the disks of devices, rebuilt with Yjs alone.
 * Invariant: nothing of a node's or a tab's memory is used.
 */

import type { MemoryDisk } from '@jibber/app/replica/memory-database';
import {
  chatMaps,
  type DocumentName,
  readPlace,
  segmentMaps,
} from '@jibber/schema/document/values';
import { type ChatId, chatId, type EntryId } from '@jibber/schema/ids';
import type { MemoryChat } from '@jibber/sync-server/storage/memory-chat';
import type { MemoryTables } from '@jibber/sync-server/storage/memory-tables';
import * as Y from 'yjs';

/** The disk of a device and the name of the account's database on it. */
export type DiskPlace = { readonly disk: MemoryDisk; readonly databaseName: string };

/** Updates of documents, snapshot first, by `documentKey`. */
export type DocumentsAtRest = ReadonlyMap<string, readonly Uint8Array[]>;

export function documentKey(chatId: ChatId, name: DocumentName | number): string {
  // Devices number the chat document.
  return `${chatId}/${name === -1 ? 'chat' : name}`;
}

/** The chat of a document, and its segment; undefined: the chat document. */
export function placeOfKey(key: string): {
  readonly chatId: ChatId;
  readonly segment: number | undefined;
} {
  const [id = '', name] = key.split('/');
  return { chatId: chatId(id), segment: name === 'chat' ? undefined : Number(name) };
}

export function documentsInDatabase(tables: MemoryTables): DocumentsAtRest {
  const documents = new Map<string, readonly Uint8Array[]>();
  for (const [chatId, chat] of tables.chats) {
    for (const [name, { state, snapshot }] of chat.documents) {
      const updates = chat.rows
        .filter(({ position }) => position > state.snapshotPosition)
        .flatMap((row) => partOf(row, name));
      const all = snapshot === undefined ? updates : [snapshot, ...updates];
      documents.set(documentKey(chatId, name), all);
    }
  }
  return documents;
}

/** Those that a device says it has whole. */
export function documentsOnDisk(place: DiskPlace): DocumentsAtRest {
  const documents = heldDocuments(place);
  for (const key of behindOf(place).keys()) documents.delete(key);
  return documents;
}

/** Whether a message stands in a document of a device, as far as that is complete. */
export function holdsMessage(place: DiskPlace, chatId: ChatId, entryId: EntryId): boolean {
  return [...heldDocuments(place)].some(([key, updates]) => {
    if (!key.startsWith(chatId)) return false;
    const messages = rebuild(updates).getMap<unknown>(segmentMaps.messages);
    return [...messages.values()].some((value) => readPlace(value)?.id === entryId);
  });
}

function heldDocuments(place: DiskPlace): Map<string, readonly Uint8Array[]> {
  const { disk, databaseName } = place;
  const documents = new Map<string, readonly Uint8Array[]>();
  const behind = behindOf(place);
  for (const { chatId, document, snapshot } of disk.peek(databaseName, 'documents')) {
    documents.set(documentKey(chatId, document), [snapshot]);
  }
  for (const { chatId, document, position, update } of disk.peek(databaseName, 'rows')) {
    const key = documentKey(chatId, document);
    if (position > (behind.get(key) ?? position)) continue;
    documents.set(key, [...(documents.get(key) ?? []), update]);
  }
  return documents;
}

/** Positions up to which documents are complete that are not so up to the head. */
function behindOf({ disk, databaseName }: DiskPlace): ReadonlyMap<string, number> {
  return new Map(
    disk
      .peek(databaseName, 'chats')
      .flatMap(({ chatId, behind }) =>
        behind.map(({ document, complete }) => [documentKey(chatId, document), complete] as const),
      ),
  );
}

function partOf(row: MemoryChat['rows'][number], name: DocumentName): Uint8Array[] {
  const update = name === 'chat' ? row.chatUpdate : row.segment === name && row.segmentUpdate;
  return update ? [update] : [];
}

export function rebuild(updates: readonly Uint8Array[]): Y.Doc {
  const document = new Y.Doc({ guid: 'rebuilt' });
  // Root maps are named before updates come, as on a device.
  for (const map of [...Object.values(chatMaps), ...Object.values(segmentMaps)]) {
    document.getMap(map);
  }
  document.transact(() => {
    for (const update of updates) Y.applyUpdate(document, update);
  });
  return document;
}

/** Keys of those in which something waits for what it depends on. */
export function pendingDocuments(documents: DocumentsAtRest): string[] {
  return [...documents].flatMap(([key, updates]) => {
    const { pendingStructs, pendingDs } = rebuild(updates).store;
    return pendingStructs === null && pendingDs === null ? [] : [key];
  });
}
