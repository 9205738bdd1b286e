/** `fetch`, up: asks for documents of a chat, in the order in which they are wanted. */
import type { ChatId } from '../ids.ts';
import { limits } from '../limits.ts';
import { readDocumentName, writeDocumentName } from './document-name.ts';
import type { FrameCodec } from './frame.ts';
import type { BehindDocument } from './hello.ts';

export type Fetch = {
  readonly type: 'fetch';
  readonly chatId: ChatId;
  /** With the position up to which each is complete here; 0 where nothing of it is held. */
  readonly documents: readonly BehindDocument[];
};

export const fetchDocuments: FrameCodec<Fetch> = {
  type: 'fetch',
  wire: 3,
  write(writer, frame) {
    writer.chatId(frame.chatId);
    writer.count(frame.documents.length, limits.documentsPerCursor);
    for (const { document, complete } of frame.documents) {
      writeDocumentName(writer, document);
      writer.uint(complete);
    }
  },
  read(reader) {
    const chatId = reader.chatId();
    const documents: BehindDocument[] = [];
    for (let left = reader.count(limits.documentsPerCursor); left > 0; left -= 1) {
      documents.push({ document: readDocumentName(reader), complete: reader.uint() });
    }
    return { type: 'fetch', chatId, documents };
  },
};
