import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  makeExtendedWebp,
  makeJpeg,
  makeLosslessWebp,
  makePng,
  makeWebp,
} from '../testkit/pictures.ts';
import { checkPicture } from './picture-check.ts';

const makers = [
  ['image/png', makePng],
  ['image/jpeg', makeJpeg],
  ['image/webp', makeWebp],
  ['image/webp', makeLosslessWebp],
  ['image/webp', makeExtendedWebp],
] as const;

const isRead = (bytes: Uint8Array) => checkPicture(bytes).ok;

test.each(makers)('%s: type and size are read from the head', (type, make) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1024 }), fc.integer({ min: 1, max: 1024 }), (w, h) => {
      expect(checkPicture(make(w, h))).toEqual({
        ok: true,
        value: { type, width: w, height: h },
      });
    }),
  );
});

test.each(makers)('%s: a side beyond the limit, or none, is refused', (_type, make) => {
  expect(isRead(make(1024, 1024))).toBe(true);
  expect(isRead(make(1025, 1))).toBe(false);
  expect(isRead(make(1, 1025))).toBe(false);
  if (make === makePng || make === makeJpeg || make === makeWebp) {
    expect(isRead(make(0, 1))).toBe(false);
    expect(isRead(make(1, 0))).toBe(false);
  }
});

test.each(makers)('%s: cut anywhere in its head it is refused and never throws', (_type, make) => {
  const whole = make(300, 200);
  for (let length = 0; length <= whole.length; length += 1) {
    const read = checkPicture(whole.slice(0, length));
    if (length < 24) expect(read).toEqual({ ok: false, code: 'picture-invalid' });
    if (read.ok) expect(read.value).toMatchObject({ width: 300, height: 200 });
  }
});

test('the largest sizes that can be written are no picture of ours', () => {
  expect(isRead(makePng(0xffffffff, 0xffffffff))).toBe(false);
  expect(isRead(makeJpeg(0xffff, 0xffff))).toBe(false);
  expect(isRead(makeExtendedWebp(0x1000000, 0x1000000))).toBe(false);
});

test('an animation, bytes behind the container and a chunk longer than it are refused', () => {
  expect(isRead(makeExtendedWebp(10, 10, 0x10))).toBe(true);
  expect(isRead(makeExtendedWebp(10, 10, 0x12))).toBe(false);
  const webp = makeWebp(10, 10);
  expect(isRead(new Uint8Array([...webp, 0, 0]))).toBe(false);
  const long = webp.slice();
  long[19] = 1;
  expect(isRead(long)).toBe(false);
});

test('a JPEG whose segments lie about their length ends the reading', () => {
  const jpeg = makeJpeg(10, 10);
  for (const length of [0, 1, 0xffff, 18]) {
    const lie = jpeg.slice();
    lie[4] = length >> 8;
    lie[5] = length & 255;
    expect(isRead(lie)).toBe(false);
  }
  expect(isRead(new Uint8Array([0xff, 0xd8, ...Array<number>(100_000).fill(0xff)]))).toBe(false);
  expect(isRead(new Uint8Array([0xff, 0xd8, 0xff, 0xda, 0, 8, 0, 0, 0, 0, 0, 0]))).toBe(false);
});

test.each([
  ['a page', '<!doctype html><script>alert(1)</script>'.padEnd(64)],
  ['a drawing', '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'],
  ['GIF', 'GIF89a\x01\0\x01\0'.padEnd(64, '\0')],
  ['nothing', ''],
])('%s is no picture', (_name, content) => {
  expect(isRead(Buffer.from(content, 'latin1'))).toBe(false);
});

test('any bytes, and any picture with any byte changed, give an answer', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void checkPicture(bytes)));
  fc.assert(
    fc.property(
      fc.constantFrom(...makers.map(([, make]) => make)),
      fc.nat(60),
      fc.nat(255),
      (make, at, byte) => {
        const bytes = make(100, 100);
        bytes[at % bytes.length] = byte;
        const read = checkPicture(bytes);
        if (read.ok)
          expect(Math.max(read.value.width, read.value.height)).toBeLessThanOrEqual(1024);
      },
    ),
  );
});
