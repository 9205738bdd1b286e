/** The face of a frame: its type number, how its payload is written and how it is read. */
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

export interface FrameCodec<Frame extends { readonly type: string }> {
  readonly type: Frame['type'];
  /** First number on the wire; for ever. 1–31 go up (device to node), 32–63 down. */
  readonly wire: number;
  write(writer: Writer, frame: Frame): void;
  /** Throws `Malformed`; only `codec.ts` calls it. */
  read(reader: Reader): Frame;
}
