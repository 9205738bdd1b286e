/**
 * The decoder of frames. Valid messages are spoiled; whatever comes out must be frames that are
 * written as the same bytes again, or one of two codes.
 */
import type { ErrorCode } from '@jibber/schema/errors';
import {
  decodeDown,
  decodeUp,
  encodeFrame,
  type Frame,
  joinFrames,
} from '@jibber/schema/protocol/codec';
import { isSpoken } from '@jibber/schema/protocol/version';
import type { Result } from '@jibber/schema/result';
import { downFrames, upFrames } from '@jibber/schema/testkit/arbitraries';
import { mutateBytes } from '@jibber/schema/testkit/mutations';
import * as fc from 'fast-check';
import type { FuzzTarget } from './fuzz-target.ts';

const decoders: readonly ((message: Uint8Array) => Result<Frame[], ErrorCode>)[] = [
  decodeUp,
  decodeDown,
];

export const frameTarget: FuzzTarget = {
  name: 'frames',
  step(random, probe) {
    const frames = fc.sample(fc.oneof(upFrames, downFrames), { seed: random.bits(), numRuns: 16 });
    const valid = frames.map(encodeFrame);
    for (let count = 0; count < 200; count += 1) {
      const whole = random.chance(0.2) ? joinFrames(random.shuffle(valid)) : random.pick(valid);
      const message = random.chance(0.02)
        ? random.bytes(random.below(400))
        : mutateBytes(random, whole, valid);
      for (const decode of decoders) {
        probe.measure(() => decode(message));
        const read = decode(message);
        checkDecoded(read, message);
        if (!read.ok) probe.saw(read.code);
        else for (const frame of read.value) probe.saw(frame.type);
      }
    }
  },
};

function checkDecoded(read: Result<Frame[], ErrorCode>, message: Uint8Array): void {
  if (!read.ok) {
    if (read.code !== 'malformed' && read.code !== 'too-big') throw new Error(read.code);
    return;
  }
  if (read.value.some(mayLoseBytes)) return;
  const again = joinFrames(read.value.map(encodeFrame));
  if (Buffer.compare(again, message) !== 0) {
    throw new Error(`another form of the same frames: ${Buffer.from(message).toString('hex')}`);
  }
}

/** Codes of newer servers have stand-ins, a hello of another version is read up to its version. */
function mayLoseBytes(frame: Frame): boolean {
  if (frame.type === 'hello') return !isSpoken(frame.version);
  return frame.type === 'answers' || frame.type === 'chats';
}
