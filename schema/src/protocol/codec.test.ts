import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { limits } from '../limits.ts';
import { cpuMsOf } from '../testkit/cpu-time.ts';
import { frameExamples, upTypes } from '../testkit/frame-examples.ts';
import { aliceAndBob, nthEntryId } from '../testkit/people.ts';
import { decodeDown, decodeUp, encodeFrame, type Frame, joinFrames } from './codec.ts';
import { Writer } from './writer.ts';

const malformed = { ok: false, code: 'malformed' };
const examples = Object.values(frameExamples).map((frame) => [frame.type, frame] as const);
const huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f];

/** A frame with this wire number around a payload. */
function frameOf(wire: number, ...payload: readonly number[]): Uint8Array {
  const writer = new Writer();
  writer.uint(wire);
  writer.bytes(Uint8Array.from(payload));
  return writer.toBytes();
}

/** The frame of a type with one byte more at the end of its payload, counted in its length. */
function lengthen(frame: Uint8Array): Uint8Array {
  const lengthBytes = (frame[1] ?? 0) < 0x80 ? 1 : 2;
  return frameOf(frame[0] ?? 0, ...frame.subarray(1 + lengthBytes), 0);
}

function decodeOf(type: keyof typeof frameExamples) {
  return upTypes.has(type) ? decodeUp : decodeDown;
}

test('F1: a message without bytes is malformed', () => {
  expect(decodeUp(new Uint8Array())).toEqual(malformed);
  expect(decodeDown(new Uint8Array())).toEqual(malformed);
});

test.each(examples)('F4: %s with bytes left over in its payload is malformed', (type, frame) => {
  expect(decodeOf(type)(lengthen(encodeFrame(frame)))).toEqual(malformed);
});

test.each(examples)('F4: %s cut anywhere is malformed', (type, frame) => {
  const bytes = encodeFrame(frame);
  for (let length = 0; length < bytes.length; length += 1) {
    expect(decodeOf(type)(bytes.subarray(0, length))).toEqual(malformed);
  }
});

test('F5: an unknown type is refused, also behind frames that are known', () => {
  const ping = encodeFrame(frameExamples.ping);
  for (const wire of [0, 8, 31, 63, 64, 127, 128, 2 ** 40]) {
    expect(decodeUp(joinFrames([ping, frameOf(wire)]))).toEqual(malformed);
    expect(decodeDown(frameOf(wire))).toEqual(malformed);
  }
});

test.each([
  ['overlong zero', [0x80, 0x00]],
  ['overlong one', [0x81, 0x80, 0x00]],
  ['beyond 2^53', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]],
  ['exactly 2^53', [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10]],
  ['without an end', new Array(12).fill(0xff)],
])('F2: an integer %s is malformed', (_, bytes) => {
  expect(decodeUp(frameOf(7, ...bytes))).toEqual(malformed);
  expect(decodeUp(Uint8Array.of(...bytes, 0))).toEqual(malformed);
  expect(decodeUp(Uint8Array.of(7, ...bytes))).toEqual(malformed);
});

test('F2: the largest integer is 2^53 - 1', () => {
  expect(decodeUp(frameOf(7, ...huge))).toEqual({ ok: true, value: [frameExamples.ping] });
});

test.each([
  ['cursors', frameOf(1, 1, 0, 0, ...huge)],
  ['entries', frameOf(2, ...huge)],
  ['a text', frameOf(2, 1, ...encodeFrame(frameExamples.typed).subarray(2, 52), 0, ...huge)],
  ['documents', frameOf(3, ...encodeFrame(frameExamples.typing).subarray(2), ...huge)],
  ['a payload', Uint8Array.of(2, ...huge)],
])('F3: more %s declared than came costs nothing', (_, message) => {
  expect(decodeUp(message)).toEqual(malformed);
  expect(allocatedBytes(() => decodeUp(message))).toBeLessThan(200_000);
});

test('F3: decoding takes memory in proportion to what came', () => {
  const pings = filled(encodeFrame({ type: 'ping', nonce: 0 }), limits.frameBytes);
  expect(decodeUp(pings).ok).toBe(true);
  expect(allocatedBytes(() => decodeUp(pings))).toBeLessThan(400 * pings.length);
});

test('F6: one spoiled frame spoils its message', () => {
  const send = encodeFrame(frameExamples.send);
  expect(decodeUp(joinFrames([send, frameOf(7)]))).toEqual(malformed);
});

test('F7: a message of a device and every frame are bounded, whatever they hold', () => {
  const ping = encodeFrame({ type: 'ping', nonce: 0 });
  expect(decodeUp(filled(ping, limits.frameBytes + ping.length))).toEqual({
    ok: false,
    code: 'too-big',
  });
  expect(decodeDown(new Uint8Array(limits.messageBytes + 1))).toEqual({
    ok: false,
    code: 'too-big',
  });
  const row = (updateBytes: number) => ({
    type: 'rows' as const,
    chatId: aliceAndBob,
    from: 0,
    to: 1,
    incomplete: [],
    rows: [
      {
        position: 1,
        entryId: nthEntryId(1),
        parts: [{ document: 0, update: new Uint8Array(updateBytes) }],
      },
    ],
  });
  const spareBytes = encodeFrame(row(100_000)).length - 100_000;
  const largest = encodeFrame(row(limits.frameBytes - spareBytes));
  expect(largest).toHaveLength(limits.frameBytes);
  expect(decodeDown(largest).ok).toBe(true);
  expect(() => encodeFrame(row(limits.frameBytes - spareBytes + 1))).toThrow(
    'does not fit a frame',
  );
  const tooLong = new Writer();
  tooLong.uint(35);
  tooLong.bytes(new Uint8Array(limits.frameBytes - 3));
  expect(decodeDown(tooLong.toBytes())).toEqual(malformed);
});

test.each([
  ['a byte that begins nothing', [0x80]],
  ['an overlong character', [0xc0, 0x80]],
  ['half of a surrogate pair', [0xed, 0xa0, 0x80]],
  ['a character cut off', [0xe2, 0x82]],
  ['a character beyond all', [0xf4, 0x90, 0x80, 0x80]],
])('F8: %s is no text', (_, bytes) => {
  const entry = encodeFrame({
    type: 'send',
    entries: [{ entryId: nthEntryId(1), scope: aliceAndBob, after: undefined, intent: '' }],
  });
  expect(decodeUp(entry).ok).toBe(true);
  const payload = entry.subarray(2, entry.length - 1);
  expect(decodeUp(frameOf(2, ...payload, bytes.length, ...bytes))).toEqual(malformed);
});

test('F8: a byte order mark is a character of the text', () => {
  const entry = {
    entryId: nthEntryId(1),
    scope: aliceAndBob,
    after: undefined,
    intent: '\ufeff{}',
  };
  const frame = { type: 'send', entries: [entry] } as const;
  expect(decodeUp(encodeFrame(frame))).toEqual({ ok: true, value: [frame] });
});

test.each(examples)('F9: what was read of %s does not change with the message', (type, frame) => {
  const message = Buffer.from(encodeFrame(frame));
  const read = decodeOf(type)(message);
  message.fill(0xaa);
  expect(read).toEqual({ ok: true, value: [frame] });
});

test('F9: bytes in a frame hold on to no byte more than their own', () => {
  const read = decodeDown(
    joinFrames([encodeFrame(frameExamples.rows), encodeFrame(frameExamples.document)]),
  );
  if (!read.ok) throw new Error(read.code);
  for (const frame of read.value) {
    const arrays =
      frame.type === 'rows'
        ? frame.rows.flatMap((row) => row.parts.map((part) => part.update))
        : frame.type === 'document'
          ? [frame.bytes]
          : [];
    expect(arrays.length).toBeGreaterThan(0);
    for (const bytes of arrays) expect(bytes.buffer.byteLength).toBe(bytes.length);
  }
});

test('F10: a refusal for a reason of a newer server stays a refusal, and "again" stays "again"', () => {
  const bytes = encodeFrame(frameExamples.answers);
  const payload = Array.from(bytes.subarray(2));
  const refusedAt = payload.indexOf(1, 1 + 16 + 5 + 16);
  expect(payload[refusedAt + 1]).toBe(1);
  payload[refusedAt + 1] = 59;
  const againAt = payload.length - 4;
  expect(payload.slice(againAt, againAt + 2)).toEqual([2, 60]);
  payload[againAt + 1] = 59;
  const [accepted, refused, again] = frameExamples.answers.answers;
  expect(decodeDown(frameOf(34, ...payload))).toEqual({
    ok: true,
    value: [
      {
        type: 'answers',
        answers: [accepted, { ...refused, code: 'unknown-reason' }, { ...again, code: 'busy' }],
      },
    ],
  });
});

test('F11: lists are bounded by their limits, in reading and in writing', () => {
  const entry = { entryId: nthEntryId(1), scope: aliceAndBob, after: undefined, intent: '' };
  const entries = (count: number) => new Array(count).fill(entry);
  const most = encodeFrame({ type: 'send', entries: entries(limits.entriesPerFrame) });
  expect(decodeUp(most).ok).toBe(true);
  expect(() =>
    encodeFrame({ type: 'send', entries: entries(limits.entriesPerFrame + 1) }),
  ).toThrow();
  const oneMore = Array.from(most.subarray(3));
  const added = oneMore.slice(1, 1 + (oneMore.length - 1) / limits.entriesPerFrame);
  const payload = [limits.entriesPerFrame + 1, ...oneMore.slice(1), ...added];
  expect(decodeUp(frameOf(2, ...payload))).toEqual(malformed);
});

test('F2: what is no integer of the wire is never written', () => {
  for (const nonce of [-1, 0.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY]) {
    expect(() => encodeFrame({ type: 'ping', nonce })).toThrow('not an integer');
  }
});

test('V2: a hello of a version that is not spoken is read up to its version', () => {
  const later = frameOf(1, 9, 0xff, 0xfe, 0xfd);
  const hello = { historyId: undefined, receiptsRevision: 0, cursors: [] };
  expect(decodeUp(later)).toEqual({ ok: true, value: [{ type: 'hello', version: 9, ...hello }] });
  expect(decodeUp(frameOf(1, 0))).toEqual({
    ok: true,
    value: [{ type: 'hello', version: 0, ...hello }],
  });
  expect(decodeUp(frameOf(1, 1))).toEqual(malformed);
});

const dear: readonly [string, number, () => { readonly ok: boolean }][] = [
  ['pings', 50, repeated(decodeUp, { type: 'ping', nonce: 0 }, limits.frameBytes)],
  ['openings', 50, repeated(decodeUp, frameExamples.open, limits.frameBytes)],
  ['entries', 50, repeated(decodeUp, frameExamples.send, limits.frameBytes)],
  [
    'cursors',
    50,
    repeated(
      decodeUp,
      {
        ...frameExamples.hello,
        cursors: new Array(limits.cursorsPerFrame).fill({
          chatId: aliceAndBob,
          head: 1,
          behind: [],
        }),
      },
      1,
    ),
  ],
  // A message of a node is eight times as large, and a device trusts its node.
  ['pongs', 400, repeated(decodeDown, { type: 'pong', nonce: 0 }, limits.messageBytes)],
  ['rows', 400, repeated(decodeDown, frameExamples.rows, limits.messageBytes)],
  ['answers', 400, repeated(decodeDown, frameExamples.answers, limits.messageBytes)],
];

test.each(dear)('F3: a message full of %s is decoded in less than %i ms', (_, mostMs, decode) => {
  expect(decode().ok).toBe(true);
  expect(cpuMsOf(decode)).toBeLessThan(mostMs);
});

function filled(frame: Uint8Array, sizeBytes: number): Uint8Array {
  const times = Math.max(1, Math.floor(sizeBytes / frame.length));
  return joinFrames(new Array(times).fill(frame));
}

function repeated(
  decode: (message: Uint8Array) => { readonly ok: boolean },
  frame: Frame,
  sizeBytes: number,
): () => { readonly ok: boolean } {
  const message = filled(encodeFrame(frame), sizeBytes);
  return () => decode(message);
}

/** Bytes on the heap and beside it that a call takes, garbage included; the least of several runs. */
function allocatedBytes(call: () => unknown): number {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const taken = Array.from({ length: 8 }, () => {
    collect();
    const before = process.memoryUsage();
    call();
    const after = process.memoryUsage();
    return after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
  });
  return Math.min(...taken);
}
