/**
 * `hello`, up, first on a connection: what this device holds. A chat is listed with the head the
 * device knows, and only those held documents that are complete below that head.
 * Invariant, for ever: the payload begins with the version, and where that is not spoken here nothing
 * after it is read, so that a device of any version is told `unknown-version` (PROTOCOL V2).
 */
import type { DocumentName } from '../document/values.ts';
import { type ChatId, type HistoryId, parseHistoryId } from '../ids.ts';
import { limits } from '../limits.ts';
import { readDocumentName, writeDocumentName } from './document-name.ts';
import type { FrameCodec } from './frame.ts';
import { must } from './reader.ts';
import { isSpoken } from './version.ts';

export type BehindDocument = { readonly document: DocumentName; readonly complete: number };

export type Cursor = {
  readonly chatId: ChatId;
  /** Position up to which the device knows what happened in the chat. */
  readonly head: number;
  readonly behind: readonly BehindDocument[];
};

export type Hello = {
  readonly type: 'hello';
  readonly version: number;
  /** Of the database the device last spoke with; undefined on a new device. */
  readonly historyId: HistoryId | undefined;
  /** Revision of own receipts up to which the device knows them. */
  readonly receiptsRevision: number;
  readonly cursors: readonly Cursor[];
};

export const hello: FrameCodec<Hello> = {
  type: 'hello',
  wire: 1,
  write(writer, frame) {
    writer.uint(frame.version);
    writer.flag(frame.historyId !== undefined);
    if (frame.historyId !== undefined) writer.uuid(frame.historyId);
    writer.uint(frame.receiptsRevision);
    writer.count(frame.cursors.length, limits.cursorsPerFrame);
    for (const cursor of frame.cursors) {
      writer.chatId(cursor.chatId);
      writer.uint(cursor.head);
      writer.count(cursor.behind.length, limits.documentsPerCursor);
      for (const { document, complete } of cursor.behind) {
        writeDocumentName(writer, document);
        writer.uint(complete);
      }
    }
  },
  read(reader) {
    const version = reader.uint();
    if (!isSpoken(version)) {
      reader.skip();
      return { type: 'hello', version, historyId: undefined, receiptsRevision: 0, cursors: [] };
    }
    const historyId = reader.flag() ? must(parseHistoryId(reader.uuid())) : undefined;
    const receiptsRevision = reader.uint();
    const cursors: Cursor[] = [];
    for (let left = reader.count(limits.cursorsPerFrame); left > 0; left -= 1) {
      const chatId = reader.chatId();
      const head = reader.uint();
      const behind: BehindDocument[] = [];
      for (let more = reader.count(limits.documentsPerCursor); more > 0; more -= 1) {
        behind.push({ document: readDocumentName(reader), complete: reader.uint() });
      }
      cursors.push({ chatId, head, behind });
    }
    return { type: 'hello', version, historyId, receiptsRevision, cursors };
  },
};
