/**
 * A chat as a device would hold it: documents built from what storage gives, with Yjs of its own.
 * Invariant: nothing of the node's memory is used, so what differs here would differ on a device.
 */
import { isRecord } from '@jibber/schema/document/json';
import type { DocumentName } from '@jibber/schema/document/values';
import type { ChatId } from '@jibber/schema/ids';
import * as Y from 'yjs';
import type { Storage, StoredRow } from '../storage/storage.ts';

/** From snapshot and tail. */
export async function readWhole(
  storage: Storage,
  chatId: ChatId,
  name: DocumentName,
): Promise<Y.Doc> {
  const content = await storage.readDocument(chatId, name, 0);
  if (content === undefined) throw new Error(`no document ${name}`);
  const updates = content.updates.map(({ update }) => update);
  return buildFrom(content.snapshot === undefined ? updates : [content.snapshot, ...updates]);
}

/** From rows alone, as far as they still have their bytes. */
export function readFromRows(rows: readonly StoredRow[], name: DocumentName): Y.Doc {
  return buildFrom(
    rows.flatMap((row) => {
      const update = name === 'chat' ? row.chatUpdate : segmentPart(row, name);
      return update === undefined ? [] : [update];
    }),
  );
}

/** Everything that can be told of a document: contents, state vector, what is pending. */
export type DocumentDescription = {
  readonly maps: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly vector: readonly (readonly [client: number, clock: number])[];
  readonly pending: readonly unknown[];
};

export function describeDocument(document: Y.Doc): DocumentDescription {
  return {
    maps: Object.fromEntries(
      ['info', 'members', 'segments', 'messages'].map((map) => [
        map,
        document.getMap(map).toJSON(),
      ]),
    ),
    vector: [...Y.decodeStateVector(Y.encodeStateVector(document))],
    pending: [document.store.pendingStructs, document.store.pendingDs],
  };
}

/** Texts of a segment's messages in their order; undefined for deleted ones. */
export function textsOf(document: Y.Doc): unknown[] {
  return [...document.getMap('messages')]
    .map(([key, value]) => ({ number: Number.parseInt(key, 36), value }))
    .sort((one, other) => one.number - other.number)
    .map(({ value }) => (isRecord(value) ? value.text : undefined));
}

function segmentPart(row: StoredRow, name: number): Uint8Array | undefined {
  return row.segment === name ? row.segmentUpdate : undefined;
}

function buildFrom(updates: readonly Uint8Array[]): Y.Doc {
  const document = new Y.Doc();
  for (const update of updates) Y.applyUpdate(document, update);
  return document;
}
