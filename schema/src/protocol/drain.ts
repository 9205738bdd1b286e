/** `drain`, down: this node is going away; connect elsewhere within a random part of `spreadMs`. */
import type { FrameCodec } from './frame.ts';

export type Drain = { readonly type: 'drain'; readonly spreadMs: number };

export const drain: FrameCodec<Drain> = {
  type: 'drain',
  wire: 40,
  write: (writer, frame) => writer.uint(frame.spreadMs),
  read: (reader) => ({ type: 'drain', spreadMs: reader.uint() }),
};
