import { limits } from '@jibber/schema/limits';
import { cutDocument, type DocumentPart } from '@jibber/schema/protocol/document';
import { expect, test } from 'vitest';
import { PartAssembly } from './part-assembly.ts';
import { chat } from './testkit/world.ts';

const range = { chatId: chat, document: 0, from: 0, to: 9 } as const;

function bytes(length: number, fill: number): Uint8Array {
  return new Uint8Array(length).fill(fill);
}

function add(assembly: PartAssembly, parts: readonly DocumentPart[]) {
  return parts.map((part) => assembly.add(part)?.map((update) => update.length));
}

test('parts of several documents come together, each for itself', () => {
  const assembly = new PartAssembly();
  const one = cutDocument(range, [bytes(250_000, 1), bytes(5, 2)]);
  const two = cutDocument({ ...range, document: 1 }, [bytes(120_000, 3)]);
  expect(one.length).toBe(3);
  const mixed = [one[0], two[0], one[1], two[1], one[2]].filter((part) => part !== undefined);
  expect(add(assembly, mixed)).toEqual([undefined, undefined, undefined, [120_000], [250_000, 5]]);
});

test('a part that does not follow the one before gives nothing, until the document comes anew', () => {
  const assembly = new PartAssembly();
  const parts = cutDocument(range, [bytes(250_000, 1)]);
  const [first, second, third] = parts;
  if (first === undefined || second === undefined || third === undefined)
    throw new Error('no parts');
  expect(add(assembly, [first, third, second, third])).toEqual(Array(4).fill(undefined));
  expect(add(assembly, parts).at(-1)).toEqual([250_000]);
  expect(add(assembly, [first, { ...second, to: 10 }, third]).at(-1)).toBeUndefined();
});

test('what a lost connection began is forgotten', () => {
  const assembly = new PartAssembly();
  const [first, ...rest] = cutDocument(range, [bytes(250_000, 1)]);
  if (first === undefined) throw new Error('no parts');
  assembly.add(first);
  assembly.clear();
  expect(add(assembly, rest)).toEqual([undefined, undefined]);
});

test('nothing is allocated for a document that claims to be too large', () => {
  const assembly = new PartAssembly();
  const part: DocumentPart = {
    type: 'document',
    ...range,
    totalBytes: 100 * limits.segmentHardBytes,
    offsetBytes: 0,
    bytes: bytes(10, 1),
  };
  expect(assembly.add(part)).toBeUndefined();
  expect(assembly.add({ ...part, offsetBytes: 10 })).toBeUndefined();
});

test('an empty document is one, too', () => {
  const [only] = cutDocument(range, []);
  if (only === undefined) throw new Error('no part');
  expect(new PartAssembly().add(only)).toEqual([]);
});
