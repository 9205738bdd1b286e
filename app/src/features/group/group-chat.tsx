/** The chat of a group: a chat as any other, with what a group adds to it. */
import type { ChatId, UserId } from '@jibber/schema/ids';
import { type JSX, onCleanup, onMount, untrack } from 'solid-js';
import { HeldChat } from '../chat/held-chat.tsx';
import { createChatFace } from './chat-face.tsx';

/** Once the chat stands, what its details need is brought, so that they open at once. */
const detailsAfterMs = 1500;

function loadDetails(): void {
  Promise.all([import('../details/details-panel.tsx'), import('./group-details.tsx')]).catch(
    // Whoever opens them asks again.
    (cause: unknown) => console.warn('The details of groups could not be loaded ahead.', cause),
  );
}

export function GroupChat(props: { readonly chatId: ChatId; readonly me: UserId }): JSX.Element {
  const { chatId, me } = untrack(() => ({ chatId: props.chatId, me: props.me }));
  onMount(() => {
    const timer = setTimeout(loadDetails, detailsAfterMs);
    onCleanup(() => clearTimeout(timer));
  });
  return (
    <HeldChat
      chatId={chatId}
      me={me}
      makeFace={(chat, actions) => createChatFace({ chatId, me, chat, messageActions: actions })}
    />
  );
}
