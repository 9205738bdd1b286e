import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mostFileBytes, refuseFile } from './picture-file.ts';

const u16 = (value: number) => [value >> 8, value & 255];
const u32 = (value: number) => [...u16(value >>> 16), ...u16(value & 0xffff)];
const text = (chars: string) => [...chars].map((char) => char.charCodeAt(0));

const png = (width: number, height: number) => [
  ...[0x89, ...text('PNG\r\n\x1a\n')],
  ...[...u32(13), ...text('IHDR'), ...u32(width), ...u32(height), 8, 2, 0, 0, 0],
  ...u32(0),
];
const avif = (...sizes: readonly (readonly [number, number])[]) => [
  ...[...u32(24), ...text('ftypavif'), ...u32(0), ...text('avifmif1')],
  ...sizes.flatMap(([width, height]) => [
    ...[...u32(20), ...text('ispe'), ...u32(0), ...u32(width), ...u32(height)],
  ]),
];
const gif = (width: number, height: number) => [
  ...text('GIF89a'),
  ...[width & 255, width >> 8, height & 255, height >> 8, 0, 0],
];

const refuse = (bytes: readonly number[], sizeBytes = bytes.length) =>
  refuseFile(Uint8Array.from(bytes), sizeBytes);

test('pictures of a usual size may be tried', () => {
  expect(refuse(png(4000, 3000))).toBeUndefined();
  expect(refuse(avif([4000, 3000]))).toBeUndefined();
  expect(refuse(gif(500, 400))).toBeUndefined();
});

test('a few bytes that unfold to more than a device can hold are not', () => {
  expect(refuse(png(65_535, 65_535))).toBe('too-large');
  expect(refuse(png(0xffffffff, 0xffffffff))).toBe('too-large');
  expect(refuse(gif(65_535, 65_535))).toBe('too-large');
  expect(refuse(avif([100, 100], [60_000, 60_000]))).toBe('too-large');
  expect(refuse(png(100, 100), mostFileBytes + 1)).toBe('too-large');
});

test('what is no picture, or has no pixels, is told so', () => {
  expect(refuse([])).toBe('unreadable');
  expect(refuse(text('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toBe('unreadable');
  expect(refuse(text('%PDF-1.7 and so on'))).toBe('unreadable');
  expect(refuse(png(0, 100))).toBe('unreadable');
  expect(refuse(avif())).toBe('unreadable');
});

test('any bytes give an answer', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(png(9, 9), avif([9, 9]), gif(9, 9), text('BM'.padEnd(30))),
      fc.uint8Array({ maxLength: 60 }),
      fc.nat(60),
      (start, rest, cut) => void refuse([...start.slice(0, cut), ...rest]),
    ),
  );
});
