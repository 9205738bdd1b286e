/**
 * Seeded randomness for tests and the simulation: sfc32 (Chris Doty-Humphrey, PractRand), 128 bits of
 * state, seeded by SHA-256. Invariant: what a generator gives depends on its seed and labels alone;
 * a fork does not depend on how much its parent was drawn from, so that adding a draw in one place
 * leaves every other stream as it was.
 */
import { digest } from 'lib0/hash/sha256';
import { encodeUtf8 } from 'lib0/string';

export interface Random {
  /** The seed and labels that this stream comes from: print it, and it can be had again. */
  readonly name: string;
  /** A generator of its own for a part of the run. The same label gives the same stream again. */
  fork(label: string): Random;
  /** Whole, 0 to 2^32 - 1. */
  bits(): number;
  /** Whole, 0 to `end` - 1, each as likely; `end` from 1 to 2^32. */
  below(end: number): number;
  /** Whole, both ends included. */
  between(first: number, last: number): number;
  /** True with this probability, 0 to 1. */
  chance(probability: number): boolean;
  /** One of a list that is not empty. */
  pick<Item>(items: readonly Item[]): Item;
  /** A new list in random order. */
  shuffle<Item>(items: readonly Item[]): Item[];
  bytes(length: number): Uint8Array;
}

/** @param seed anything that can be printed; number 7 and text "7" are the same seed */
export function createRandom(seed: number | string): Random {
  return createStream(`${seed}`);
}

function createStream(name: string): Random {
  const state = new Uint32Array(digest(encodeUtf8(name)).slice(0, 16).buffer);
  let [a = 0, b = 0, c = 0] = state;
  let counter = (state[3] ?? 0) | 1;

  function bits(): number {
    const result = (a + b + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) >>> 0;
    c = (((c << 21) | (c >>> 11)) + result) >>> 0;
    return result;
  }

  function below(end: number): number {
    if (!Number.isInteger(end) || end < 1 || end > 2 ** 32) throw new Error(`below(${end})`);
    // Draws above the last whole multiple would make the first results likelier.
    const accepted = 2 ** 32 - (2 ** 32 % end);
    let drawn = bits();
    while (drawn >= accepted) drawn = bits();
    return drawn % end;
  }

  for (let round = 0; round < 12; round += 1) bits();

  return {
    name,
    fork: (label) => createStream(`${name}/${label}`),
    bits,
    below,
    between: (first, last) => first + below(last - first + 1),
    chance: (probability) => bits() < probability * 2 ** 32,
    pick(items) {
      const index = below(items.length);
      for (const item of items.slice(index, index + 1)) return item;
      throw new Error('beyond the list');
    },
    shuffle(items) {
      const left = [...items];
      const shuffled: typeof left = [];
      while (left.length > 0) shuffled.push(...left.splice(below(left.length), 1));
      return shuffled;
    },
    bytes: (length) => Uint8Array.from({ length }, () => bits() & 0xff),
  };
}
