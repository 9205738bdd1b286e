/**
 * UUIDv7 (RFC 9562, 5.7 and 6.2, method 1): 48 bits of time, a counter of 42 bits, 32 random bits.
 * Invariant: each is greater than those made before it here, also within a millisecond and when the
 * clock is set back.
 */

/** A counter begins in the lower half, so that it has room to count. */
const counterStartBits = 41;
const counterEnd = 2 ** 42;

export type RisingIdPorts = {
  /** ms since 1970 */
  now(): number;
  /** Fills with random words. */
  fill(words: Uint32Array<ArrayBuffer>): void;
};

/** @returns the next id, in lower case */
export function makeRisingIds({ now, fill }: RisingIdPorts): () => string {
  const random = new Uint32Array(3);
  let time = 0;
  let counter = 0;
  return () => {
    fill(random);
    const [low = 0, high = 0, tail = 0] = random;
    const present = now();
    counter += 1;
    if (present > time || counter >= counterEnd) {
      time = Math.max(present, time + (counter >= counterEnd ? 1 : 0));
      counter = low + (high % 2 ** (counterStartBits - 32)) * 2 ** 32;
    }
    const count = counter.toString(2).padStart(42, '0');
    const hex = [
      hexOf(time, 12),
      `7${hexOf(Number.parseInt(count.slice(0, 12), 2), 3)}`,
      hexOf(0x8000 + Number.parseInt(count.slice(12, 26), 2), 4),
      hexOf(Number.parseInt(count.slice(26), 2), 4),
      hexOf(tail, 8),
    ].join('');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  };
}

function hexOf(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
