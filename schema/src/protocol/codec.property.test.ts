import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { downFrames, upFrames } from '../testkit/arbitraries.ts';
import { frameExamples, upTypes } from '../testkit/frame-examples.ts';
import { mutateBytes } from '../testkit/mutations.ts';
import { createRandom } from '../testkit/random.ts';
import { decodeDown, decodeUp, encodeFrame, joinFrames } from './codec.ts';

const seeds = fc.maxSafeNat();
const encoded = Object.values(frameExamples).map((frame) => encodeFrame(frame));

test('F1: frames of a device survive the way there, one or several in a message', () => {
  fc.assert(
    fc.property(fc.array(upFrames, { minLength: 1, maxLength: 4 }), (frames) => {
      const message = joinFrames(frames.map(encodeFrame));
      expect(decodeUp(message)).toEqual({ ok: true, value: frames });
    }),
    { numRuns: 300 },
  );
});

test('F1: frames of a node survive the way there, one or several in a message', () => {
  fc.assert(
    fc.property(fc.array(downFrames, { minLength: 1, maxLength: 4 }), (frames) => {
      const message = joinFrames(frames.map(encodeFrame));
      expect(decodeDown(message)).toEqual({ ok: true, value: frames });
    }),
    { numRuns: 300 },
  );
});

test('F2: what is read is written as the same bytes: every message has one form', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const random = createRandom(seed);
      const message = mutateBytes(random, random.pick(encoded), encoded);
      for (const decode of [decodeUp, decodeDown]) {
        const read = decode(message);
        if (!read.ok) continue;
        const isForeign = read.value.some((frame) => frame.type === 'hello' && frame.version !== 1);
        const hasStandIn = read.value.some(
          (frame) => frame.type === 'answers' || frame.type === 'chats',
        );
        if (isForeign || hasStandIn) continue;
        expect(joinFrames(read.value.map(encodeFrame))).toEqual(message);
      }
    }),
    { numRuns: 3000 },
  );
});

test('F3: any bytes give frames or a code', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      for (const decode of [decodeUp, decodeDown]) {
        const read = decode(bytes);
        if (!read.ok) expect(read.code).toBe('malformed');
      }
    }),
    { numRuns: 2000 },
  );
});

test('F3: spoiled messages give frames or a code', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const random = createRandom(seed);
      const message = mutateBytes(random, random.pick(encoded), encoded);
      for (const decode of [decodeUp, decodeDown]) {
        const read = decode(message);
        if (!read.ok) expect(['malformed', 'too-big']).toContain(read.code);
      }
    }),
    { numRuns: 5000 },
  );
});

test('F4: a message cut anywhere but between two frames is refused whole', () => {
  fc.assert(
    fc.property(fc.array(upFrames, { minLength: 1, maxLength: 3 }), fc.nat(), (frames, cut) => {
      const parts = frames.map(encodeFrame);
      const message = joinFrames(parts);
      const length = cut % message.length;
      let borderBytes = 0;
      const borders = parts.map((part) => {
        borderBytes += part.length;
        return borderBytes;
      });
      const read = decodeUp(message.subarray(0, length));
      if (borders.includes(length)) expect(read.ok).toBe(true);
      else expect(read).toEqual({ ok: false, code: 'malformed' });
    }),
    { numRuns: 300 },
  );
});

test('F5: what goes up is never read as what goes down', () => {
  for (const frame of Object.values(frameExamples)) {
    const decodeOther = upTypes.has(frame.type) ? decodeDown : decodeUp;
    expect(decodeOther(encodeFrame(frame))).toEqual({ ok: false, code: 'malformed' });
  }
});
