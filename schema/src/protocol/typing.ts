/** `typing`, up: this person writes in a chat. Never stored; shown for `limits.typingShownMs`. */
import type { ChatId } from '../ids.ts';
import type { FrameCodec } from './frame.ts';

export type Typing = { readonly type: 'typing'; readonly chatId: ChatId };

export const typing: FrameCodec<Typing> = {
  type: 'typing',
  wire: 5,
  write: (writer, frame) => writer.chatId(frame.chatId),
  read: (reader) => ({ type: 'typing', chatId: reader.chatId() }),
};
