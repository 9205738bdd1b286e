/**
 * A segment as it stands in an export: values of its document, in the order of their numbers. Invariant:
 * whatever a newer version wrote is given as it is, never left out.
 */
import type { GroupEvent } from '@jibber/schema/document/group';
import {
  type DocumentMap,
  numberOfKey,
  readPlace,
  readSegmentEntry,
  segmentMaps,
} from '@jibber/schema/document/values';
import type { UserId } from '@jibber/schema/ids';
import type { NodeDocument } from '../../documents/node-document.ts';

export type ExportedMessage = {
  readonly number: number;
  readonly id?: string;
  readonly author?: UserId;
  /** ISO 8601, UTC. */
  readonly at?: string;
  readonly writtenAt?: string;
  readonly text?: string;
  readonly edited?: { readonly at: string; readonly times: number };
  readonly deletedBy?: UserId;
  readonly event?: GroupEvent;
  /** As it is stored, of a kind that this version does not know. */
  readonly unknown?: unknown;
};

export function readMessages(document: NodeDocument): readonly ExportedMessage[] {
  const map = document.map(segmentMaps.messages);
  const numbers: number[] = [];
  for (const key of map.keys()) {
    const number = numberOfKey(key);
    if (number !== undefined) numbers.push(number);
  }
  return numbers.sort((one, other) => one - other).map((number) => readMessage(map, number));
}

function readMessage(map: DocumentMap, number: number): ExportedMessage {
  const value = map.get(number.toString(36));
  const entry = readSegmentEntry(value);
  const place = readPlace(value);
  const known =
    place === undefined
      ? { number }
      : { number, id: place.id, author: place.author, at: isoTime(place.at) };
  switch (entry.kind) {
    case 'message':
      return {
        ...known,
        writtenAt: isoTime(entry.writtenAt),
        text: entry.text,
        ...(entry.edited === undefined
          ? {}
          : { edited: { at: isoTime(entry.edited.at), times: entry.edited.times } }),
      };
    case 'deleted':
      return { ...known, deletedBy: entry.by };
    case 'event':
      return { ...known, event: entry.event };
    case 'unknown':
      return { ...known, unknown: value };
  }
}

/** Times that no calendar has, of claims, are the last one that it has. */
export function isoTime(ms: number): string {
  return new Date(Math.min(ms, 8.64e15)).toISOString();
}
