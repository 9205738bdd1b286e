/**
 * Spoils bytes as a broken line, a careless client or Mallory would. Invariant: the bytes handed in
 * stay as they were.
 */
import type { Random } from './random.ts';

/** Integers of the wire that mean trouble: overlong, beyond 2^53, without an end, as large as can be. */
const troubles: readonly Uint8Array[] = [
  [0x80, 0x00],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
  [0xff, 0xff, 0x03],
].map((bytes) => Uint8Array.from(bytes));

/**
 * One to four spoilings of bytes.
 * @param others valid bytes that parts are taken from
 */
export function mutateBytes(
  random: Random,
  bytes: Uint8Array,
  others: readonly Uint8Array[],
): Uint8Array {
  let spoiled = Uint8Array.from(bytes);
  for (let times = random.between(1, 4); times > 0; times -= 1) {
    spoiled = mutateOnce(random, spoiled, others);
  }
  return spoiled;
}

function mutateOnce(
  random: Random,
  bytes: Uint8Array,
  others: readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  const at = random.below(bytes.length + 1);
  const end = random.between(at, Math.min(bytes.length, at + 40));
  switch (random.below(7)) {
    case 0:
      return Uint8Array.from(bytes.subarray(0, at));
    case 1:
      return splice(bytes, at, Math.min(bytes.length, at + 1), Uint8Array.of(random.below(256)));
    case 2:
      return splice(bytes, at, Math.min(bytes.length, at + 1), flipBit(bytes[at] ?? 0, random));
    case 3:
      return splice(bytes, at, end, new Uint8Array());
    case 4:
      return splice(bytes, at, at, random.bytes(random.below(12)));
    case 5:
      return splice(bytes, at, end, random.pick(troubles));
    default:
      return splice(bytes, at, end, random.pick(others));
  }
}

function flipBit(byte: number, random: Random): Uint8Array {
  return Uint8Array.of(byte ^ (1 << random.below(8)));
}

function splice(
  bytes: Uint8Array,
  from: number,
  to: number,
  inserted: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const spliced = new Uint8Array(bytes.length - (to - from) + inserted.length);
  spliced.set(bytes.subarray(0, from));
  spliced.set(inserted, from);
  spliced.set(bytes.subarray(to), from + inserted.length);
  return spliced;
}
