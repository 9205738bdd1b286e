/**
 * Everything that goes over the socket. A message is one or more frames; a frame is its wire number,
 * the length of its payload, the payload (docs/PROTOCOL.md is the authority).
 * Invariant: decoding is total and bounded: any bytes give frames or a code, never an exception.
 */
import type { ErrorCode } from '../errors.ts';
import { limits } from '../limits.ts';
import { fail, type Result, succeed } from '../result.ts';
import { type AccountRevision, accountRevision } from './account.ts';
import { type Answers, answers } from './answers.ts';
import { type Chats, chats } from './chats.ts';
import { type DocumentPart, documentPart } from './document.ts';
import { type Drain, drain } from './drain.ts';
import { type Fetch, fetchDocuments } from './fetch.ts';
import type { FrameCodec } from './frame.ts';
import { type Hello, hello } from './hello.ts';
import { type Open, open } from './open.ts';
import { type Ping, type Pong, ping, pong } from './ping.ts';
import { Malformed, Reader } from './reader.ts';
import { type Receipt, receipt } from './receipt.ts';
import { type Receipts, receipts } from './receipts.ts';
import { type Rows, rows } from './rows.ts';
import { type Send, send } from './send.ts';
import { type Typed, typed } from './typed.ts';
import { type Typing, typing } from './typing.ts';
import { type Welcome, welcome } from './welcome.ts';
import { Writer } from './writer.ts';

/** From a device to a node. */
export type UpFrame = Hello | Send | Fetch | Receipt | Typing | Open | Ping;
/** From a node to a device. */
export type DownFrame =
  | Welcome
  | Chats
  | Answers
  | Rows
  | DocumentPart
  | Receipts
  | Typed
  | Pong
  | Drain
  | AccountRevision;
export type Frame = UpFrame | DownFrame;

type CodecTable<Frames extends { readonly type: string }> = {
  readonly [Type in Frames['type']]: FrameCodec<Extract<Frames, { readonly type: Type }>>;
};

const upCodecs: CodecTable<UpFrame> = {
  hello,
  send,
  fetch: fetchDocuments,
  receipt,
  typing,
  open,
  ping,
};

const downCodecs: CodecTable<DownFrame> = {
  welcome,
  chats,
  answers,
  rows,
  document: documentPart,
  receipts,
  typed,
  pong,
  drain,
  account: accountRevision,
};

const upReaders = readersOf<UpFrame>(upCodecs);
const downReaders = readersOf<DownFrame>(downCodecs);

/**
 * One frame as bytes: wire number, length, payload. Frames put one after the other are a message.
 * Whoever fills a frame sees to it that it stays within `limits.frameBytes`: a longer one throws.
 */
export function encodeFrame(frame: Frame): Uint8Array {
  const payload = new Writer();
  const wire = writePayload(payload, frame);
  const writer = new Writer();
  writer.uint(wire);
  writer.bytes(payload.toBytes());
  const bytes = writer.toBytes();
  if (bytes.length > limits.frameBytes) {
    throw new Error(`${frame.type} of ${bytes.length} bytes does not fit a frame`);
  }
  return bytes;
}

/**
 * Decodes what a device sent. `too-big` above `limits.frameBytes`, else `malformed`: then nothing of
 * the message counts, whatever frames it began with. The frames share no memory with `message`.
 */
export function decodeUp(message: Uint8Array): Result<UpFrame[], ErrorCode> {
  return decode(message, upReaders, limits.frameBytes);
}

/**
 * Decodes what a node sent. `too-big` above `limits.messageBytes`, else `malformed`. Byte arrays in
 * the frames are copies of just their bytes, ready for IndexedDB, which would store a view whole.
 */
export function decodeDown(message: Uint8Array): Result<DownFrame[], ErrorCode> {
  return decode(message, downReaders, limits.messageBytes);
}

/** Frames, at least one, put together to one message. */
export function joinFrames(frames: readonly Uint8Array[]): Uint8Array {
  const [only] = frames;
  if (frames.length === 1 && only !== undefined) return only;
  let length = 0;
  for (const frame of frames) length += frame.length;
  const message = new Uint8Array(length);
  let at = 0;
  for (const frame of frames) {
    message.set(frame, at);
    at += frame.length;
  }
  return message;
}

function decode<Frames>(
  message: Uint8Array,
  readers: ReadonlyMap<number, (reader: Reader) => Frames>,
  maxBytes: number,
): Result<Frames[], ErrorCode> {
  if (message.length > maxBytes) return fail('too-big');
  if (message.length === 0) return fail('malformed');
  const reader = new Reader(message);
  const frames: Frames[] = [];
  try {
    while (reader.left > 0) {
      const before = reader.left;
      const read = readers.get(reader.uint());
      if (read === undefined) return fail('malformed');
      const payload = reader.part(limits.frameBytes);
      if (before - reader.left > limits.frameBytes) return fail('malformed');
      frames.push(read(payload));
      payload.end();
    }
    return succeed(frames);
  } catch (error) {
    if (error instanceof Malformed) return fail('malformed');
    throw error;
  }
}

function readersOf<Frames extends { readonly type: string }>(
  codecs: Readonly<Record<string, { readonly wire: number; read(reader: Reader): Frames }>>,
): ReadonlyMap<number, (reader: Reader) => Frames> {
  return new Map(
    Object.values(codecs).map((codec) => [codec.wire, (reader: Reader) => codec.read(reader)]),
  );
}

function writePayload(writer: Writer, frame: Frame): number {
  switch (frame.type) {
    case 'hello':
      return writeWith(hello, writer, frame);
    case 'send':
      return writeWith(send, writer, frame);
    case 'fetch':
      return writeWith(fetchDocuments, writer, frame);
    case 'receipt':
      return writeWith(receipt, writer, frame);
    case 'typing':
      return writeWith(typing, writer, frame);
    case 'open':
      return writeWith(open, writer, frame);
    case 'ping':
      return writeWith(ping, writer, frame);
    case 'welcome':
      return writeWith(welcome, writer, frame);
    case 'chats':
      return writeWith(chats, writer, frame);
    case 'answers':
      return writeWith(answers, writer, frame);
    case 'rows':
      return writeWith(rows, writer, frame);
    case 'document':
      return writeWith(documentPart, writer, frame);
    case 'receipts':
      return writeWith(receipts, writer, frame);
    case 'typed':
      return writeWith(typed, writer, frame);
    case 'pong':
      return writeWith(pong, writer, frame);
    case 'drain':
      return writeWith(drain, writer, frame);
    case 'account':
      return writeWith(accountRevision, writer, frame);
  }
}

function writeWith<One extends { readonly type: string }>(
  codec: FrameCodec<One>,
  writer: Writer,
  frame: One,
): number {
  codec.write(writer, frame);
  return codec.wire;
}
