/**
 * `rows`, down: what was accepted in a chat at the positions `(from, to]`. The range is covered even
 * where rows or parts of them are withheld, so that what is withheld is not a gap; `incomplete`
 * names the documents that this range does not continue, which must be fetched instead. Positions
 * rise within the range.
 */
import type { DocumentName } from '../document/values.ts';
import type { ChatId, EntryId } from '../ids.ts';
import { limits } from '../limits.ts';
import { readDocumentName, writeDocumentName } from './document-name.ts';
import type { FrameCodec } from './frame.ts';
import { Malformed } from './reader.ts';

export type RowPart = { readonly document: DocumentName; readonly update: Uint8Array };

export type Row = {
  readonly position: number;
  readonly entryId: EntryId;
  /** One part per document it touches: `chat`, and at most one segment. */
  readonly parts: readonly RowPart[];
};

export type Rows = {
  readonly type: 'rows';
  readonly chatId: ChatId;
  readonly from: number;
  readonly to: number;
  readonly incomplete: readonly DocumentName[];
  readonly rows: readonly Row[];
};

/** `chat`, and one segment. */
const partsPerRow = 2;

export const rows: FrameCodec<Rows> = {
  type: 'rows',
  wire: 35,
  write(writer, frame) {
    writer.chatId(frame.chatId);
    writer.uint(frame.from);
    writer.uint(frame.to);
    writer.uint(frame.incomplete.length);
    for (const name of frame.incomplete) writeDocumentName(writer, name);
    writer.uint(frame.rows.length);
    for (const row of frame.rows) {
      writer.uint(row.position);
      writer.uuid(row.entryId);
      writer.count(row.parts.length, partsPerRow);
      for (const { document, update } of row.parts) {
        writeDocumentName(writer, document);
        writer.bytes(update);
      }
    }
  },
  read(reader) {
    const chatId = reader.chatId();
    const from = reader.uint();
    const to = reader.uint();
    if (from > to) throw new Malformed('range ends before it begins');
    const incomplete: DocumentName[] = [];
    for (let left = reader.count(limits.frameBytes); left > 0; left -= 1) {
      incomplete.push(readDocumentName(reader));
    }
    const read: Row[] = [];
    let last = from;
    for (let left = reader.count(limits.frameBytes); left > 0; left -= 1) {
      const position = reader.uint();
      if (position <= last || position > to) throw new Malformed('row out of its range');
      last = position;
      const entryId = reader.entryId();
      const parts: RowPart[] = [];
      for (let more = reader.count(partsPerRow); more > 0; more -= 1) {
        const document = readDocumentName(reader);
        if (parts.some((part) => (part.document === 'chat') === (document === 'chat'))) {
          throw new Malformed('two parts for one document');
        }
        parts.push({ document, update: reader.bytes(limits.frameBytes) });
      }
      read.push({ position, entryId, parts });
    }
    return { type: 'rows', chatId, from, to, incomplete, rows: read };
  },
};
