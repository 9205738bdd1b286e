/**
 * `send`, up: entries of the outbox. The intent travels as JSON text and is a claim: the codec only
 * bounds it, the rules read it.
 */
import type { ChatId, EntryId } from '../ids.ts';
import { limits } from '../limits.ts';
import type { FrameCodec } from './frame.ts';

export type SentEntry = {
  readonly entryId: EntryId;
  readonly chatId: ChatId;
  /** The entry before it in its chat that is still unanswered. */
  readonly after: EntryId | undefined;
  /** JSON text of the intent, at most `limits.intentBytes`. */
  readonly intent: string;
};

export type Send = { readonly type: 'send'; readonly entries: readonly SentEntry[] };

export const send: FrameCodec<Send> = {
  type: 'send',
  wire: 2,
  write(writer, frame) {
    writer.count(frame.entries.length, limits.entriesPerFrame);
    for (const entry of frame.entries) {
      writer.uuid(entry.entryId);
      writer.chatId(entry.chatId);
      writer.flag(entry.after !== undefined);
      if (entry.after !== undefined) writer.uuid(entry.after);
      writer.text(entry.intent);
    }
  },
  read(reader) {
    const entries: SentEntry[] = [];
    for (let left = reader.count(limits.entriesPerFrame); left > 0; left -= 1) {
      entries.push({
        entryId: reader.entryId(),
        chatId: reader.chatId(),
        after: reader.flag() ? reader.entryId() : undefined,
        intent: reader.text(limits.intentBytes),
      });
    }
    return { type: 'send', entries };
  },
};
