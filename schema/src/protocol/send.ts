/**
 * `send`, up: entries of the outbox. The intent travels as JSON text and is a claim: the codec only
 * bounds it, the rules read it.
 */
import type { EntryId, Scope } from '../ids.ts';
import { limits } from '../limits.ts';
import type { FrameCodec } from './frame.ts';

export type SentEntry = {
  readonly entryId: EntryId;
  /** The chat it is about, or the account of whoever sends it. */
  readonly scope: Scope;
  /** The entry before it in its scope that is still unanswered. */
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
      writer.scope(entry.scope);
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
        scope: reader.scope(),
        after: reader.flag() ? reader.entryId() : undefined,
        intent: reader.text(limits.intentBytes),
      });
    }
    return { type: 'send', entries };
  },
};
