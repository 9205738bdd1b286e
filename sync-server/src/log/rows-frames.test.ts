import { limits } from '@jibber/schema/limits';
import { decodeDown } from '@jibber/schema/protocol/codec';
import type { Rows } from '@jibber/schema/protocol/rows';
import { aliceAndBob, nthEntryId } from '@jibber/schema/testkit/people';
import { expect, test } from 'vitest';
import type { RowsFrame } from '../relay/relay.ts';
import type { Grant } from '../storage/group-port.ts';
import type { StoredRow } from '../storage/storage.ts';
import { framesOfLongRange, framesOfStored, framesOfWritten, readRanges } from './rows-frames.ts';

/** Of somebody who has been there from the beginning. */
const all: Grant = { fromSegment: 0, fromPosition: 1 };

function stored(position: number, more: Partial<StoredRow> = {}): StoredRow {
  return {
    position,
    entryId: nthEntryId(position),
    chatUpdate: undefined,
    chatEmptied: false,
    segment: 0,
    segmentUpdate: new Uint8Array([position]),
    ...more,
  };
}

function decode(frames: readonly RowsFrame[]): Rows[] {
  return frames.map(({ bytes, from, to }) => {
    const decoded = decodeDown(bytes);
    const frame = decoded.ok ? decoded.value[0] : undefined;
    if (frame?.type !== 'rows') throw new Error('no rows');
    expect([frame.from, frame.to]).toEqual([from, to]);
    return frame;
  });
}

test('rows carry a part for each document they touch', () => {
  const row = stored(3, { chatUpdate: new Uint8Array([9]), segment: 1 });
  const [frame] = decode(framesOfWritten({ chatId: aliceAndBob, from: 2, to: 3 }, [row], []));
  expect(frame).toMatchObject({ from: 2, to: 3, incomplete: [] });
  expect(frame?.rows[0]?.parts).toEqual([
    { document: 'chat', update: new Uint8Array([9]) },
    { document: 1, update: new Uint8Array([3]) },
  ]);
});

test('many large rows come as frames that join, each within the bound of a frame', () => {
  const rows = Array.from({ length: 64 }, (_, index) =>
    stored(index + 1, { segmentUpdate: new Uint8Array(19 * 1024) }),
  );
  const frames = framesOfWritten({ chatId: aliceAndBob, from: 0, to: 64 }, rows, []);
  expect(frames.length).toBeGreaterThan(10);
  expect(frames.every(({ bytes }) => bytes.length <= limits.frameBytes)).toBe(true);
  const decoded = decode(frames);
  expect(decoded.flatMap((frame) => frame.rows.map(({ position }) => position))).toEqual(
    rows.map(({ position }) => position),
  );
  let at = 0;
  for (const { from, to } of decoded) {
    expect(from).toBe(at);
    at = to;
  }
  expect(at).toBe(64);
});

test('a document whose bytes are gone from one row is sent in none, and named', () => {
  const rows = [
    stored(1, { segmentUpdate: undefined }),
    stored(2),
    stored(3, { segment: 1 }),
    stored(4, { chatEmptied: true, segment: undefined, segmentUpdate: undefined }),
    stored(5, { chatUpdate: new Uint8Array([5]), segment: 1 }),
  ];
  const [frame] = decode(framesOfStored({ chatId: aliceAndBob, from: 0, to: 5 }, rows, all, []));
  expect(new Set(frame?.incomplete)).toEqual(new Set([0, 'chat']));
  expect(frame?.rows.map(({ parts }) => parts.map(({ document }) => document))).toEqual([
    [],
    [],
    [1],
    [],
    [1],
  ]);
});

test('a long range is covered without its rows', () => {
  const [frame] = decode(
    framesOfLongRange({ chatId: aliceAndBob, from: 10, to: 5000 }, ['chat', 4, 3], all, []),
  );
  expect(frame).toMatchObject({ from: 10, to: 5000, incomplete: ['chat', 4, 3], rows: [] });
});

test('an empty range has no frame', () => {
  expect(framesOfStored({ chatId: aliceAndBob, from: 7, to: 7 }, [], all, [])).toEqual([]);
});

test('that a group was deleted is told also where its rows are erased already', async () => {
  const departure = { position: 5, userId: undefined, code: 'chat-deleted' } as const;
  const storage = {
    readRows: async () => new Map(),
    touchedDocuments: async () => new Map(),
    departures: async () => new Map([[aliceAndBob, [departure]]]),
  };
  const frames = await readRanges(storage, [{ chatId: aliceAndBob, from: 2, to: 5 }]);
  expect(frames.get(aliceAndBob)).toMatchObject([{ from: 2, to: 5, departures: [departure] }]);
});
