/** `open`, up: the chat on screen, whose receipts the node then tells; undefined when none is. */
import type { ChatId } from '../ids.ts';
import type { FrameCodec } from './frame.ts';

export type Open = { readonly type: 'open'; readonly chatId: ChatId | undefined };

export const open: FrameCodec<Open> = {
  type: 'open',
  wire: 6,
  write(writer, frame) {
    writer.flag(frame.chatId !== undefined);
    if (frame.chatId !== undefined) writer.chatId(frame.chatId);
  },
  read: (reader) => ({ type: 'open', chatId: reader.flag() ? reader.chatId() : undefined }),
};
