/**
 * Rows of a chat as frames. Invariant: the frames of a range cover it without gap or overlap, each
 * within `limits.frameBytes`; a document whose bytes compaction took from the range is named in all
 * of them and none of its parts is sent.
 */
import type { DocumentName } from '@jibber/schema/document/values';
import type { ChatId, EntryId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import { encodeFrame } from '@jibber/schema/protocol/codec';
import type { Row, RowPart } from '@jibber/schema/protocol/rows';
import type { RowsFrame } from '../relay/relay.ts';
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
export function framesOfWritten(range: RowRange, rows: readonly WrittenRow[]): RowsFrame[] {
  return encodeRows(
    range,
    [],
    rows.map((row) => toRow(row, [])),
  );
}

/** Rows as stored, some of whose bytes may be gone. */
export function framesOfStored(range: RowRange, rows: readonly StoredRow[]): RowsFrame[] {
  const incomplete = new Set<DocumentName>();
  for (const row of rows) {
    if (row.chatEmptied) incomplete.add('chat');
    if (row.segment !== undefined && row.segmentUpdate === undefined) incomplete.add(row.segment);
  }
  const names = [...incomplete];
  return encodeRows(
    range,
    names,
    rows.map((row) => toRow(row, names)),
  );
}

/** A range without its rows: the documents touched in it have to be fetched. */
export function framesOfLongRange(range: RowRange, touched: readonly DocumentName[]): RowsFrame[] {
  return encodeRows(range, touched, []);
}

/**
 * Reads ranges of several chats, in at most two queries; frames by chat. Of a range longer than
 * `limits.catchUpRows` only what to fetch is named. A range whose rows are not all there (its end was
 * a wrong hint) ends where they end.
 */
export async function readRanges(
  storage: Storage,
  ranges: readonly RowRange[],
): Promise<ReadonlyMap<ChatId, readonly RowsFrame[]>> {
  const frames = new Map<ChatId, readonly RowsFrame[]>();
  const long = ranges.filter(isLong);
  if (long.length > 0) {
    const touched = await storage.touchedDocuments(long);
    for (const range of long) {
      frames.set(range.chatId, framesOfLongRange(range, touched.get(range.chatId) ?? []));
    }
  }
  const short = ranges.filter((range) => !isLong(range) && range.to > range.from);
  if (short.length > 0) {
    const rows = await storage.readRows(short);
    for (const range of short) {
      const found = rows.get(range.chatId) ?? [];
      const to = found.at(-1)?.position ?? range.from;
      frames.set(range.chatId, framesOfStored({ ...range, to }, found));
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
): RowsFrame[] {
  if (to === from) return [];
  const frames: RowsFrame[] = [];
  let begin = from;
  let taken: Row[] = [];
  let bytes = 0;
  const close = (end: number) => {
    const frame = { type: 'rows', chatId, from: begin, to: end, incomplete, rows: taken } as const;
    frames.push({ from: begin, to: end, bytes: encodeFrame(frame) });
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

/** Bytes of a row in its frame, from above. */
function sizeOf(row: Row): number {
  let bytes = 8 + 16 + 1;
  for (const { update } of row.parts) bytes += 8 + 5 + update.length;
  return bytes;
}
