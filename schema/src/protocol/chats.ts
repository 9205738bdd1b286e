/**
 * `chats`, down, the answer to `hello`: the chats that moved, that are new to the device, and that
 * ended for this person. `last` closes the answer; only after it is silence knowledge.
 */
import { type ErrorCode, errorCodeOf, errors } from '../errors.ts';
import type { ChatId } from '../ids.ts';
import { limits } from '../limits.ts';
import type { FrameCodec } from './frame.ts';

export type ChatHead = {
  readonly chatId: ChatId;
  readonly head: number;
  readonly lastNumber: number;
  /** The newest segment, which new messages enter. */
  readonly segment: number;
};

export type EndedChat = { readonly chatId: ChatId; readonly code: ErrorCode };

export type Chats = {
  readonly type: 'chats';
  readonly heads: readonly ChatHead[];
  readonly ended: readonly EndedChat[];
  readonly last: boolean;
};

export const chats: FrameCodec<Chats> = {
  type: 'chats',
  wire: 33,
  write(writer, frame) {
    writer.count(frame.heads.length, limits.cursorsPerFrame);
    for (const head of frame.heads) {
      writer.chatId(head.chatId);
      writer.uint(head.head);
      writer.uint(head.lastNumber);
      writer.uint(head.segment);
    }
    writer.count(frame.ended.length, limits.cursorsPerFrame);
    for (const { chatId, code } of frame.ended) {
      writer.chatId(chatId);
      writer.uint(errors[code].wire);
    }
    writer.flag(frame.last);
  },
  read(reader) {
    const heads: ChatHead[] = [];
    for (let left = reader.count(limits.cursorsPerFrame); left > 0; left -= 1) {
      heads.push({
        chatId: reader.chatId(),
        head: reader.uint(),
        lastNumber: reader.uint(),
        segment: reader.uint(),
      });
    }
    const ended: EndedChat[] = [];
    for (let left = reader.count(limits.cursorsPerFrame); left > 0; left -= 1) {
      const chatId = reader.chatId();
      ended.push({ chatId, code: errorCodeOf(reader.uint(), 'unknown-reason') });
    }
    return { type: 'chats', heads, ended, last: reader.flag() };
  },
};
