/** `receipt`, up: how far this person's devices have received, and he has read, a chat. */
import type { ChatId } from '../ids.ts';
import type { FrameCodec } from './frame.ts';

export type Receipt = {
  readonly type: 'receipt';
  readonly chatId: ChatId;
  /** Numbers; the node merges both by max and clamps them to the last number. */
  readonly delivered: number;
  readonly read: number;
};

export const receipt: FrameCodec<Receipt> = {
  type: 'receipt',
  wire: 4,
  write(writer, frame) {
    writer.chatId(frame.chatId);
    writer.uint(frame.delivered);
    writer.uint(frame.read);
  },
  read: (reader) => ({
    type: 'receipt',
    chatId: reader.chatId(),
    delivered: reader.uint(),
    read: reader.uint(),
  }),
};
