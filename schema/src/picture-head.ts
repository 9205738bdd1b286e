/**
 * What the first bytes of a picture say of it: type and size, without decoding anything.
 * Invariant: total and bounded: any bytes give a head or nothing; nothing is believed of a length
 * before it is compared with the bytes there are.
 * Sources: PNG (W3C, section 11.2.1), JPEG (ITU T.81, annex B), WebP (RFC 9649, RFC 6386).
 */
import type { PictureType } from './commands/files.ts';

export type PictureHead = {
  readonly type: PictureType;
  /** Pixels, as they are stored: a picture may say that it is to be turned. */
  readonly width: number;
  readonly height: number;
};

/**
 * @param bytes the file, or its beginning
 * @param sizeBytes of the whole file
 * @returns undefined: it begins as no picture of the list does, or its head is not all there
 */
export function readPictureHead(
  bytes: Uint8Array,
  sizeBytes: number = bytes.byteLength,
): PictureHead | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return readPng(view) ?? readJpeg(view) ?? readWebp(view, sizeBytes);
}

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

function readPng(view: DataView): PictureHead | undefined {
  if (view.byteLength < 33 || !pngSignature.every((byte, at) => view.getUint8(at) === byte)) {
    return undefined;
  }
  if (view.getUint32(8) !== 13 || !hasText(view, 12, 'IHDR')) return undefined;
  return { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) };
}

function readJpeg(view: DataView): PictureHead | undefined {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return undefined;
  let at = 2;
  while (at + 4 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    // A marker may be preceded by any number of bytes 0xff.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const lengthBytes = view.getUint16(at + 2);
    if (isFrameStart(marker)) {
      if (lengthBytes < 8 || at + 10 > view.byteLength) return undefined;
      return { type: 'image/jpeg', height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
    // Tables and application data stand before the frame; image data without one are none.
    const mayPrecede = (marker >= 0xe0 && marker <= 0xef) || tables.has(marker);
    if (!mayPrecede || lengthBytes < 2) return undefined;
    at += 2 + lengthBytes;
  }
  return undefined;
}

/** Tables for Huffman and arithmetic coding and quantization, restart interval, comment. */
const tables: ReadonlySet<number> = new Set([0xc4, 0xcc, 0xdb, 0xdd, 0xfe]);

/** SOF0 to SOF15 without the three numbers among them that mean something else. */
function isFrameStart(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function readWebp(view: DataView, sizeBytes: number): PictureHead | undefined {
  if (view.byteLength < 30 || !hasText(view, 0, 'RIFF') || !hasText(view, 8, 'WEBP')) {
    return undefined;
  }
  // The container is as long as it says: nothing hides behind it.
  if (view.getUint32(4, true) + 8 !== sizeBytes) return undefined;
  if (view.getUint32(16, true) > sizeBytes - 20) return undefined;
  const size = hasText(view, 12, 'VP8 ')
    ? sizeOfLossy(view)
    : hasText(view, 12, 'VP8L')
      ? sizeOfLossless(view)
      : hasText(view, 12, 'VP8X')
        ? sizeOfExtended(view)
        : undefined;
  return size === undefined ? undefined : { type: 'image/webp', ...size };
}

type Size = { readonly width: number; readonly height: number };

function sizeOfLossy(view: DataView): Size | undefined {
  const isKeyFrame = (view.getUint8(20) & 1) === 0;
  if (!isKeyFrame || view.getUint8(23) !== 0x9d || view.getUint16(24) !== 0x012a) return undefined;
  return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
}

function sizeOfLossless(view: DataView): Size | undefined {
  if (view.getUint8(20) !== 0x2f) return undefined;
  const bits = view.getUint32(21, true);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

/** The flag 0x02 announces an animation: pictures of people and groups stand still. */
function sizeOfExtended(view: DataView): Size | undefined {
  if ((view.getUint8(20) & 0x02) !== 0) return undefined;
  const sideAt = (at: number) => view.getUint16(at, true) + view.getUint8(at + 2) * 0x10000 + 1;
  return { width: sideAt(24), height: sideAt(27) };
}

function hasText(view: DataView, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (view.getUint8(at + index) !== text.charCodeAt(index)) return false;
  }
  return true;
}
