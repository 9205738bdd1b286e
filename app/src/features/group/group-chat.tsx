/** The chat of a group: a chat as any other, with what a group adds to it. */
import type { ChatId, UserId } from '@jibber/schema/ids';
import { type JSX, untrack } from 'solid-js';
import { HeldChat } from '../chat/held-chat.tsx';
import { createChatFace } from './chat-face.tsx';

export function GroupChat(props: { readonly chatId: ChatId; readonly me: UserId }): JSX.Element {
  const { chatId, me } = untrack(() => ({ chatId: props.chatId, me: props.me }));
  return (
    <HeldChat
      chatId={chatId}
      me={me}
      makeFace={(chat, actions) => createChatFace({ chatId, me, chat, messageActions: actions })}
    />
  );
}
