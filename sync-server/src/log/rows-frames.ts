/**
 * Rows of a chat as frames. Invariant: the frames of a range cover it without gap or overlap, each
 * within `limits.frameBytes`; a document whose bytes compaction took from the range is named in all
 * of them and none of its parts is sent.
 */
import type { DocumentName } from '@jibber/schema/document/values';
import type { ChatId, EntryId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import { decodeDown, encodeFrame } from '@jibber/schema/protocol/codec';
import type { Row, RowPart } from '@jibber/schema/protocol/rows';
import type { RowsFrame } from '../relay/relay.ts';
import type { Departure, Grant } from '../storage/group-port.ts';
import type { RowRange, Storage, StoredRow } from '../storage/storage.ts';

/** The little of a row that travels. */
type WrittenRow = {
  readonly position: number;
  readonly entryId: EntryId;
  readonly chatUpdate: Uint8Array | undefined;
  readonly segment: number | undefined;
  readonly segmentUpdate: Uint8Array | undefined;
};

/** Rows just written: nothing is missing of them. */
export function framesOfWritten(
  range: RowRange,
  rows: readonly WrittenRow[],
  departures: readonly Departure[],
): RowsFrame[] {
  return encodeRows(
    range,
    [],
    rows.map((row) => toRow(row, [])),
    departures,
  );
}

/**
 * Rows as stored, some of whose bytes may be gone, as one reader may see them: of the chat document
 * from before he joined he gets a snapshot, of segments before his history nothing.
 */
export function framesOfStored(
  range: RowRange,
  rows: readonly StoredRow[],
  grant: Grant,
  departures: readonly Departure[],
): RowsFrame[] {
  const incomplete = new Set<DocumentName>();
  const seen = rows.map((row): StoredRow => {
    const isEarlier = row.position < grant.fromPosition;
    if (row.chatEmptied || (isEarlier && row.chatUpdate !== undefined)) incomplete.add('chat');
    if (row.segment === undefined) return row;
    if (row.segment < grant.fromSegment) {
      return { ...row, segment: undefined, segmentUpdate: undefined };
    }
    if (row.segmentUpdate === undefined) incomplete.add(row.segment);
    return row;
  });
  const names = [...incomplete];
  return encodeRows(
    range,
    names,
    seen.map((row) => toRow(row, names)),
    departures,
  );
}

/** The same frame without its parts of segments before this one. */
export function withholdSegments(frame: RowsFrame, fromSegment: number): Uint8Array {
  const decoded = decodeDown(frame.bytes);
  const [rows] = decoded.ok ? decoded.value : [];
  if (rows?.type !== 'rows') throw new Error('a frame of rows that is none');
  const isSeen = ({ document }: { readonly document: DocumentName }) =>
    document === 'chat' || document >= fromSegment;
  return encodeFrame({
    ...rows,
    incomplete: rows.incomplete.filter((document) => isSeen({ document })),
    rows: rows.rows.map((row) => ({ ...row, parts: row.parts.filter(isSeen) })),
  });
}

/** A range without its rows: the documents touched in it have to be fetched. */
export function framesOfLongRange(
  range: RowRange,
  touched: readonly DocumentName[],
  { fromSegment }: Grant,
  departures: readonly Departure[],
): RowsFrame[] {
  const seen = touched.filter((name) => name === 'chat' || name >= fromSegment);
  return encodeRows(range, seen, [], departures);
}

/** For whom a range is read: one reader, or, without, all who are in the chat. */
export type ReadRange = RowRange & { readonly reader?: Grant };

const everything: Grant = { fromSegment: 0, fromPosition: 0 };

/**
 * Reads ranges of several chats, in at most three queries; frames by chat. Those that are read for all
 * say who departed in them. Of a range longer than
 * `limits.catchUpRows` only what to fetch is named. A range whose rows are not all there (its end was
 * a wrong hint) ends where they end.
 */
export async function readRanges(
  storage: Pick<Storage, 'readRows' | 'touchedDocuments' | 'departures'>,
  ranges: readonly ReadRange[],
): Promise<ReadonlyMap<ChatId, readonly RowsFrame[]>> {
  const frames = new Map<ChatId, readonly RowsFrame[]>();
  const watched = ranges.filter(({ reader }) => reader === undefined);
  const departures: ReadonlyMap<ChatId, readonly Departure[]> =
    watched.length === 0 ? new Map() : await storage.departures(watched);
  const long = ranges.filter(isLong);
  if (long.length > 0) {
    const touched = await storage.touchedDocuments(long);
    for (const range of long) {
      const names = touched.get(range.chatId) ?? [];
      const gone = departures.get(range.chatId) ?? [];
      frames.set(range.chatId, framesOfLongRange(range, names, range.reader ?? everything, gone));
    }
  }
  const short = ranges.filter((range) => !isLong(range) && range.to > range.from);
  if (short.length > 0) {
    const rows = await storage.readRows(short);
    for (const range of short) {
      const found = rows.get(range.chatId) ?? [];
      const gone = departures.get(range.chatId) ?? [];
      // Of a group that was deleted the rows may be erased already: its end is told all the same.
      const to = Math.max(found.at(-1)?.position ?? range.from, gone.at(-1)?.position ?? 0);
      const grant = range.reader ?? everything;
      frames.set(range.chatId, framesOfStored({ ...range, to }, found, grant, gone));
    }
  }
  return frames;
}

/** Whether a range is told without its rows. */
export function isLong({ from, to }: RowRange): boolean {
  return to - from > limits.catchUpRows;
}

function toRow(row: WrittenRow, incomplete: readonly DocumentName[]): Row {
  const parts: RowPart[] = [];
  if (row.chatUpdate !== undefined && !incomplete.includes('chat')) {
    parts.push({ document: 'chat', update: row.chatUpdate });
  }
  if (
    row.segment !== undefined &&
    row.segmentUpdate !== undefined &&
    !incomplete.includes(row.segment)
  ) {
    parts.push({ document: row.segment, update: row.segmentUpdate });
  }
  return { position: row.position, entryId: row.entryId, parts };
}

function encodeRows(
  { chatId, from, to }: RowRange,
  incomplete: readonly DocumentName[],
  rows: readonly Row[],
  departures: readonly Departure[],
): RowsFrame[] {
  if (to === from) return [];
  const frames: RowsFrame[] = [];
  let begin = from;
  let taken: Row[] = [];
  let bytes = 0;
  const close = (end: number) => {
    const frame = { type: 'rows', chatId, from: begin, to: end, incomplete, rows: taken } as const;
    const start = begin;
    frames.push({
      from: begin,
      to: end,
      bytes: encodeFrame(frame),
      oldestSegment: oldestOf(incomplete, taken),
      departures: departures.filter(({ position }) => position > start && position <= end),
    });
    begin = end;
    taken = [];
    bytes = 0;
  };
  for (const row of rows) {
    const rowBytes = sizeOf(row);
    if (taken.length > 0 && bytes + rowBytes > limits.partBytes) close(row.position - 1);
    taken.push(row);
    bytes += rowBytes;
  }
  close(to);
  return frames;
}

function oldestOf(incomplete: readonly DocumentName[], rows: readonly Row[]): number | undefined {
  let oldest: number | undefined;
  const note = (name: DocumentName) => {
    if (name !== 'chat' && (oldest === undefined || name < oldest)) oldest = name;
  };
  for (const name of incomplete) note(name);
  for (const { parts } of rows) for (const { document } of parts) note(document);
  return oldest;
}

/** Bytes of a row in its frame, from above. */
function sizeOf(row: Row): number {
  let bytes = 8 + 16 + 1;
  for (const { update } of row.parts) bytes += 8 + 5 + update.length;
  return bytes;
}
