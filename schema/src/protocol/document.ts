/**
 * `document`, down, the answer to `fetch`: one document from `from` to `to`, as Yjs updates (version
 * 1), cut into parts that fit a frame. With `from` 0 it replaces whatever the device holds of it.
 * Payload of all parts together: for each update its length and its bytes.
 */
import type { DocumentName } from '../document/values.ts';
import type { ChatId } from '../ids.ts';
import { limits } from '../limits.ts';
import { readDocumentName, writeDocumentName } from './document-name.ts';
import type { FrameCodec } from './frame.ts';
import { Malformed, Reader } from './reader.ts';
import { Writer } from './writer.ts';

export type DocumentPart = {
  readonly type: 'document';
  readonly chatId: ChatId;
  readonly document: DocumentName;
  readonly from: number;
  readonly to: number;
  /** Bytes of the whole payload, and where this part of it begins. */
  readonly totalBytes: number;
  readonly offsetBytes: number;
  readonly bytes: Uint8Array;
};

export const documentPart: FrameCodec<DocumentPart> = {
  type: 'document',
  wire: 36,
  write(writer, frame) {
    writer.chatId(frame.chatId);
    writeDocumentName(writer, frame.document);
    writer.uint(frame.from);
    writer.uint(frame.to);
    writer.uint(frame.totalBytes);
    writer.uint(frame.offsetBytes);
    writer.bytes(frame.bytes);
  },
  read(reader) {
    const frame: DocumentPart = {
      type: 'document',
      chatId: reader.chatId(),
      document: readDocumentName(reader),
      from: reader.uint(),
      to: reader.uint(),
      totalBytes: reader.uint(),
      offsetBytes: reader.uint(),
      bytes: reader.bytes(limits.frameBytes),
    };
    if (frame.from > frame.to) throw new Malformed('range ends before it begins');
    if (frame.offsetBytes + frame.bytes.length > frame.totalBytes) {
      throw new Malformed('part too long');
    }
    return frame;
  },
};

/** Cuts a document's updates into frames of at most `limits.partBytes` payload; at least one. */
export function cutDocument(
  whole: Omit<DocumentPart, 'type' | 'totalBytes' | 'offsetBytes' | 'bytes'>,
  updates: readonly Uint8Array[],
): DocumentPart[] {
  const writer = new Writer();
  for (const update of updates) writer.bytes(update);
  const payload = writer.toBytes();
  const parts: DocumentPart[] = [];
  let offsetBytes = 0;
  do {
    const bytes = payload.subarray(offsetBytes, offsetBytes + limits.partBytes);
    parts.push({ type: 'document', ...whole, totalBytes: payload.length, offsetBytes, bytes });
    offsetBytes += bytes.length;
  } while (offsetBytes < payload.length);
  return parts;
}

/** The updates of a payload that is together again; undefined where it is not one. */
export function readPayload(payload: Uint8Array): Uint8Array[] | undefined {
  const reader = new Reader(payload);
  const updates: Uint8Array[] = [];
  try {
    while (reader.left > 0) updates.push(reader.bytes(payload.length));
    return updates;
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}
