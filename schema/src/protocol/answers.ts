/** `answers`, down: what a node decided on entries (DESIGN 4.4). */
import { type ErrorCode, errorCodeOf, errors } from '../errors.ts';
import type { EntryId } from '../ids.ts';
import { limits } from '../limits.ts';
import type { FrameCodec } from './frame.ts';
import { Malformed } from './reader.ts';

export type Answer =
  | {
      readonly outcome: 'accepted';
      readonly entryId: EntryId;
      readonly position: number;
      /** Number of the message it made; 0 for intents that make none. */
      readonly number: number;
    }
  /** Final; the text stays with the person. */
  | { readonly outcome: 'refused'; readonly entryId: EntryId; readonly code: ErrorCode }
  /** Nothing was decided: wait `backoffMs`, then begin anew at the oldest entry of the chat. */
  | {
      readonly outcome: 'again';
      readonly entryId: EntryId;
      readonly code: ErrorCode;
      readonly backoffMs: number;
    };

export type Answers = { readonly type: 'answers'; readonly answers: readonly Answer[] };

export const answers: FrameCodec<Answers> = {
  type: 'answers',
  wire: 34,
  write(writer, frame) {
    writer.count(frame.answers.length, limits.answersPerFrame);
    for (const answer of frame.answers) {
      writer.uuid(answer.entryId);
      if (answer.outcome === 'accepted') {
        writer.byte(0);
        writer.uint(answer.position);
        writer.uint(answer.number);
      } else {
        writer.byte(answer.outcome === 'refused' ? 1 : 2);
        writer.uint(errors[answer.code].wire);
        if (answer.outcome === 'again') writer.uint(answer.backoffMs);
      }
    }
  },
  read(reader) {
    const read: Answer[] = [];
    for (let left = reader.count(limits.answersPerFrame); left > 0; left -= 1) {
      const entryId = reader.entryId();
      const outcome = reader.byte();
      if (outcome === 0) {
        read.push({ outcome: 'accepted', entryId, position: reader.uint(), number: reader.uint() });
        continue;
      }
      const wire = reader.uint();
      if (outcome === 1) {
        read.push({ outcome: 'refused', entryId, code: errorCodeOf(wire, 'unknown-reason') });
      } else if (outcome === 2) {
        const backoffMs = reader.uint();
        read.push({ outcome: 'again', entryId, code: errorCodeOf(wire, 'busy'), backoffMs });
      } else {
        throw new Malformed('unknown outcome');
      }
    }
    return { type: 'answers', answers: read };
  },
};
