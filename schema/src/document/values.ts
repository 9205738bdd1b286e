/**
 * What stands in a chat's documents: names of the root maps and the values under their keys
 * (DESIGN: flat root maps, plain JSON, written by nodes with client id 1 only).
 * Invariant: a value once written stays readable for ever; a value whose kind or keys this version
 * does not know is kept and read as `unknown`, never dropped.
 */
import type { EntryId, UserId } from '../ids.ts';
import { isEntryId, isUserId } from '../ids.ts';
import { type GroupEvent, readEvent } from './group.ts';
import { isCount, isRecord, type Json } from './json.ts';

/** The little a writer needs of a map: a `Y.Map` at the node, an overlay on the device. */
export interface DocumentMap {
  get(key: string): unknown;
  set(key: string, value: Json): void;
  /** In no order. */
  keys(): Iterable<string>;
}

/** Client id that nodes write all documents of a chat with. */
export const nodeClientId = 1;

/** Root maps of `<chatId>/chat`. */
export const chatMaps = { info: 'info', members: 'members', segments: 'segments' } as const;
/** Root maps of a segment. */
export const segmentMaps = { messages: 'messages' } as const;

/** `chat`, or the n of a segment. */
export type DocumentName = 'chat' | number;

export function isDocumentName(value: unknown): value is DocumentName {
  return (
    value === 'chat' || (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0)
  );
}

/** Key of a message under `messages`: its number in base 36. */
export function numberKey(number: number): string {
  return number.toString(36);
}

/** The number of a key; undefined for a key that no number has. */
export function numberOfKey(key: string): number | undefined {
  const number = Number.parseInt(key, 36);
  return Number.isSafeInteger(number) && number > 0 && numberKey(number) === key
    ? number
    : undefined;
}

export type Edited = { readonly at: number; readonly times: number };

export type Message = {
  readonly kind: 'message';
  readonly id: EntryId;
  readonly author: UserId;
  /** Acceptance by the node, ms. */
  readonly at: number;
  /** Claim of the author's device, ms; shown, decides nothing. */
  readonly writtenAt: number;
  readonly text: string;
  readonly edited?: Edited;
};

/** Deleted by its author, or removed by somebody with the right to (`by`). */
export type DeletedMessage = Place & { readonly kind: 'deleted'; readonly by: UserId };

/** What every entry has, whatever else its version put there: its place never changes. */
export type Place = { readonly id: EntryId; readonly author: UserId; readonly at: number };

/** Something that was done in a group. Counts as read by everybody. */
export type EventEntry = Place & { readonly kind: 'event'; readonly event: GroupEvent };

/** Something a newer version wrote: stands in its place, is not drawn as text. */
export type UnknownEntry = { readonly kind: 'unknown' };

export type SegmentEntry = Message | DeletedMessage | EventEntry | UnknownEntry;

const unknownEntry: UnknownEntry = { kind: 'unknown' };
const messageKeys: ReadonlySet<string> = new Set([
  'id',
  'author',
  'at',
  'writtenAt',
  'text',
  'edited',
]);

/** The place of a value of `messages`, of whatever kind; undefined where it has none. */
export function readPlace(value: unknown): Place | undefined {
  if (!isRecord(value)) return undefined;
  const { id, author, at } = value;
  return isEntryId(id) && isUserId(author) && isCount(at) ? { id, author, at } : undefined;
}

/**
 * Reads a value of `messages`. Total: whatever is not one of ours is `unknown`. A deleted one is
 * `deleted` whatever else stands in it: what was deleted is never drawn again.
 */
export function readSegmentEntry(value: unknown): SegmentEntry {
  const place = readPlace(value);
  if (place === undefined || !isRecord(value)) return unknownEntry;
  if ('deleted' in value) {
    return isUserId(value.deleted)
      ? { kind: 'deleted', ...place, by: value.deleted }
      : unknownEntry;
  }
  if ('event' in value) {
    const event = readEvent(value.event);
    return event === undefined ? unknownEntry : { kind: 'event', ...place, event };
  }
  const { writtenAt, text } = value;
  if (!isCount(writtenAt) || typeof text !== 'string') return unknownEntry;
  if (Object.keys(value).some((key) => !messageKeys.has(key))) return unknownEntry;
  const message: Message = { kind: 'message', ...place, writtenAt, text };
  if (value.edited === undefined) return message;
  const edited = readEdited(value.edited);
  return edited === undefined ? unknownEntry : { ...message, edited };
}

/** Reads `edited` of a message; keys of newer versions in it are passed over. */
export function readEdited(value: unknown): Edited | undefined {
  if (!isRecord(value) || !isCount(value.at) || !isCount(value.times)) return undefined;
  return { at: value.at, times: value.times };
}
