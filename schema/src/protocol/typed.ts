/** `typed`, down: somebody else writes in a chat. */
import type { ChatId, UserId } from '../ids.ts';
import type { FrameCodec } from './frame.ts';

export type Typed = { readonly type: 'typed'; readonly chatId: ChatId; readonly userId: UserId };

export const typed: FrameCodec<Typed> = {
  type: 'typed',
  wire: 38,
  write(writer, frame) {
    writer.chatId(frame.chatId);
    writer.uuid(frame.userId);
  },
  read: (reader) => ({ type: 'typed', chatId: reader.chatId(), userId: reader.userId() }),
};
