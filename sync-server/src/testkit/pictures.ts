/** Pictures as far as their heads go: what a node reads of one. */
import { Buffer } from 'node:buffer';

const text = (chars: string) => Buffer.from(chars, 'latin1');

/** @param fill bytes of image data, so that pictures can be told apart and have a size */
export function makePng(width: number, height: number, fill: Uint8Array = new Uint8Array(1)) {
  const head = Buffer.alloc(25);
  head.writeUInt32BE(13, 0);
  head.write('IHDR', 4, 'latin1');
  head.writeUInt32BE(width, 8);
  head.writeUInt32BE(height, 12);
  head.set([8, 2, 0, 0, 0], 16);
  return bytesOf(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), head, fill);
}

export function makeJpeg(width: number, height: number, fill: Uint8Array = new Uint8Array(1)) {
  const app = Buffer.concat([Buffer.from([0xff, 0xe0, 0, 16]), text('JFIF\0'), Buffer.alloc(9)]);
  const frame = Buffer.from([0xff, 0xff, 0xc0, 0, 17, 8, 0, 0, 0, 0, 3, ...Array(9).fill(0)]);
  frame.writeUInt16BE(height, 6);
  frame.writeUInt16BE(width, 8);
  return bytesOf(Buffer.from([0xff, 0xd8]), app, frame, fill);
}

export function makeWebp(width: number, height: number, fill: Uint8Array = new Uint8Array(0)) {
  const head = Buffer.from([0, 0, 0, 0x9d, 0x01, 0x2a, 0, 0, 0, 0]);
  head.writeUInt16LE(width, 6);
  head.writeUInt16LE(height, 8);
  return riff('VP8 ', Buffer.concat([head, fill]));
}

export function makeLosslessWebp(width: number, height: number) {
  const head = Buffer.alloc(10);
  head[0] = 0x2f;
  head.writeUInt32LE(((width - 1) | ((height - 1) << 14)) >>> 0, 1);
  return riff('VP8L', head);
}

export function makeExtendedWebp(width: number, height: number, flags = 0) {
  const head = Buffer.alloc(10);
  head[0] = flags;
  head.writeUIntLE(width - 1, 4, 3);
  head.writeUIntLE(height - 1, 7, 3);
  return riff('VP8X', head);
}

function riff(kind: string, data: Buffer): Uint8Array<ArrayBuffer> {
  const padded = data.length % 2 === 0 ? data : Buffer.concat([data, Buffer.alloc(1)]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(padded.length + 12);
  const chunkSize = Buffer.alloc(4);
  chunkSize.writeUInt32LE(data.length);
  return bytesOf(text('RIFF'), size, text('WEBP'), text(kind), chunkSize, padded);
}

function bytesOf(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(parts));
}
