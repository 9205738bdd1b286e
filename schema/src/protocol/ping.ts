/** `ping`, up, and `pong`, down: notices half-open connections in both directions. */
import type { FrameCodec } from './frame.ts';

export type Ping = { readonly type: 'ping'; readonly nonce: number };
export type Pong = { readonly type: 'pong'; readonly nonce: number };

export const ping: FrameCodec<Ping> = {
  type: 'ping',
  wire: 7,
  write: (writer, frame) => writer.uint(frame.nonce),
  read: (reader) => ({ type: 'ping', nonce: reader.uint() }),
};

export const pong: FrameCodec<Pong> = {
  type: 'pong',
  wire: 39,
  write: (writer, frame) => writer.uint(frame.nonce),
  read: (reader) => ({ type: 'pong', nonce: reader.uint() }),
};
