/**
 * Yjs, and nothing else of the replica: reads rows, builds documents, makes snapshots. Loaded only
 * once the chat list is painted. Invariant: a document made here never writes, and a snapshot comes
 * from a garbage-collected document, so that no deleted text is in it.
 */

import { isRecord } from '@jibber/schema/document/json';
import { type Member, readMember } from '@jibber/schema/document/members';
import {
  chatMaps,
  numberOfKey,
  readPlace,
  readSegmentEntry,
  type SegmentEntry,
  segmentMaps,
} from '@jibber/schema/document/values';
import { type EntryId, type FileId, isFileId, isUserId, type UserId } from '@jibber/schema/ids';
import * as Y from 'yjs';
import type { LastEntry } from './records.ts';

/** Keys that a row sets for the first time, as `[map, key, value]`. */
export type Setting = readonly [map: string, key: string, value: unknown];

/**
 * Reads a row without its document. Undefined where it replaces or deletes something, or is more
 * than first settings of keys in root maps: then the document must be rebuilt with it.
 */
export function readSettings(update: Uint8Array): readonly Setting[] | undefined {
  const decoded = ifReadable(() => Y.decodeUpdate(update));
  if (decoded === undefined || decoded.ds.clients.size > 0) return undefined;
  const { structs } = decoded;
  const settings: Setting[] = [];
  for (const struct of structs) {
    if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentAny)) return undefined;
    const map: unknown = struct.parent;
    const values: readonly unknown[] = struct.content.arr;
    const [value, ...more] = values;
    if (typeof map !== 'string' || struct.parentSub === null || more.length > 0) return undefined;
    settings.push([map, struct.parentSub, value]);
  }
  return settings;
}

/** A document from a snapshot and rows, in order; undefined where they do not fit together. */
export function buildDocument(updates: readonly Uint8Array[]): Y.Doc | undefined {
  // An id of its own would be drawn at random, which costs more than many a document.
  const document = new Y.Doc({ gc: true, guid: 'chat' });
  if (applyUpdates(document, updates)) return document;
  document.destroy();
  return undefined;
}

/** Applies rows in one transaction. False where something is missing, or not to be read: then the
 * document must not be used any more. */
export function applyUpdates(document: Y.Doc, updates: readonly Uint8Array[]): boolean {
  const isRead = ifReadable(() => {
    document.transact(() => {
      for (const update of updates) Y.applyUpdate(document, update);
    });
    return true;
  });
  const { pendingStructs, pendingDs } = document.store;
  return isRead === true && pendingStructs === null && pendingDs === null;
}

/** Yjs throws whatever it stumbles over in bytes that are no update: they are as good as missing. */
function ifReadable<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

export function encodeSnapshot(document: Y.Doc): Uint8Array {
  return Y.encodeStateAsUpdate(document);
}

/** Values of a root map. */
export function valuesOf(document: Y.Doc, map: string): Y.Map<unknown> {
  return document.getMap<unknown>(map);
}

/** What the chat document tells about the chat; undefined: nothing of it. */
type ChatContent = {
  readonly members: ReadonlyMap<UserId, Member>;
  readonly starts: ReadonlyMap<number, number>;
  readonly openedAt: number | undefined;
  readonly title: string | undefined;
  /** Null: there is none any more. */
  readonly picture: FileId | null | undefined;
};

export function factsOf(settings: Iterable<Setting>): ChatContent {
  const members = new Map<UserId, Member>();
  const starts = new Map<number, number>();
  const info = new Map<string, unknown>();
  for (const [map, key, value] of settings) {
    if (map === chatMaps.members) {
      const member = readMember(value);
      if (member !== undefined && isUserId(key)) members.set(key, member);
    } else if (map === chatMaps.segments && typeof value === 'number') {
      const n = Number(key);
      if (Number.isSafeInteger(n) && n >= 0 && value >= 1) starts.set(n, value);
    } else if (map === chatMaps.info) info.set(key, value);
  }
  const [at, title, picture] = [info.get('at'), info.get('title'), info.get('picture')];
  return {
    members,
    starts,
    openedAt: typeof at === 'number' ? at : undefined,
    title: typeof title === 'string' ? title : undefined,
    picture: picture === null || isFileId(picture) ? picture : undefined,
  };
}

/** Everything that stands in root maps of a document, as if it had been set just now. */
export function* settingsOf(document: Y.Doc, maps: readonly string[]): Generator<Setting> {
  for (const map of maps) {
    for (const [key, value] of valuesOf(document, map).entries()) yield [map, key, value];
  }
}

export const mapsOfChat: readonly string[] = Object.values(chatMaps);

export type Numbered = { readonly number: number; readonly value: unknown };

/** The messages among settings, in no order. */
export function* messagesOf(settings: Iterable<Setting>): Generator<Numbered> {
  for (const [map, key, value] of settings) {
    if (map !== segmentMaps.messages) continue;
    const number = numberOfKey(key);
    if (number !== undefined) yield { number, value };
  }
}

/** All messages of a segment, in no order. */
export function messagesIn(segment: Y.Doc): Generator<Numbered> {
  return messagesOf(settingsOf(segment, Object.values(segmentMaps)));
}

export function authorOf(value: unknown): UserId | undefined {
  return readPlace(value)?.author;
}

/** The id of a message, also of one this version cannot read. */
export function idOf(value: unknown): EntryId | undefined {
  return readPlace(value)?.id;
}

/** A message as the chat list needs it. */
export function lastEntryOf({ number, value }: Numbered): LastEntry | undefined {
  const place = readPlace(value);
  if (place === undefined) return undefined;
  const entry: SegmentEntry = readSegmentEntry(value);
  const { kind } = entry;
  const text = kind === 'message' ? entry.text : '';
  const { id, author, at } = place;
  return { number, id, author, at, kind, text, event: kind === 'event' ? entry.event : undefined };
}

/** Whether it counts as unread for somebody else than its author. */
export function isStanding(value: unknown, me: UserId): boolean {
  if (!isRecord(value)) return false;
  const entry = readSegmentEntry(value);
  return entry.kind === 'message' && entry.author !== me;
}
