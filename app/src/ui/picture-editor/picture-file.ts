/**
 * What may be opened as a picture. Invariant: nothing is decoded before it is known how many pixels
 * it has: a file of a few kB can hold more than a device's memory.
 */
import { readPictureHead } from '@jibber/schema/picture-head';

/** Bytes of a file, and pixels of its picture, that a phone can still open. */
export const mostFileBytes = 50 * 1024 * 1024;
const mostPixels = 64 * 1024 * 1024;
/** So much of a file is looked at; behind it no head begins. */
export const headBytes = 2 * 1024 * 1024;

export type FileFault = 'unreadable' | 'too-large';

/**
 * @param head beginning of the file
 * @param sizeBytes of all of it
 * @returns why it is not opened; undefined: it may be tried
 */
export function refuseFile(head: Uint8Array, sizeBytes: number): FileFault | undefined {
  if (sizeBytes > mostFileBytes) return 'too-large';
  const pixels = countPixels(head, sizeBytes);
  if (pixels === undefined || pixels === 0) return 'unreadable';
  return pixels > mostPixels ? 'too-large' : undefined;
}

/** Undefined: of no kind that is known here. */
function countPixels(bytes: Uint8Array, sizeBytes: number): number | undefined {
  const head = readPictureHead(bytes, sizeBytes);
  if (head !== undefined) return head.width * head.height;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return countGif(view) ?? countBitmap(view) ?? countBoxes(view);
}

function countGif(view: DataView): number | undefined {
  if (view.byteLength < 10 || view.getUint32(0) !== 0x47494638) return undefined;
  return view.getUint16(6, true) * view.getUint16(8, true);
}

function countBitmap(view: DataView): number | undefined {
  if (view.byteLength < 26 || view.getUint16(0) !== 0x424d) return undefined;
  return Math.abs(view.getInt32(18, true)) * Math.abs(view.getInt32(22, true));
}

const ftyp = 0x66747970;
const ispe = 0x69737065;

/** AVIF and HEIC (ISO/IEC 23008-12): the largest of the sizes they name; parts of a grid are among them. */
function countBoxes(view: DataView): number | undefined {
  if (view.byteLength < 12 || view.getUint32(4) !== ftyp) return undefined;
  let most: number | undefined;
  const end = Math.min(view.byteLength - 16, 64 * 1024);
  for (let at = 8; at <= end; at += 1) {
    if (view.getUint32(at) !== ispe) continue;
    most = Math.max(most ?? 0, view.getUint32(at + 8) * view.getUint32(at + 12));
  }
  return most;
}
