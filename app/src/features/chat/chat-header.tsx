/** Whose chat this is, what is going on in it, the way to its details, and on a phone the way back. */
import type { ChatId } from '@jibber/schema/ids';
import { type JSX, Show } from 'solid-js';
import { chatT } from '../../i18n/chat-words.ts';
import { t } from '../../i18n/words.ts';
import { useApp } from '../../state/app-state.ts';
import { IconButton } from '../../ui/button/button.tsx';
import { ChatPicture } from '../chat-list/chat-picture.tsx';
import styles from './chat.module.css';

/** @param props.groupLine of a group: how many there are, or who is typing */
export function ChatHeader(props: {
  readonly chatId: ChatId;
  readonly groupLine: { readonly text: string; readonly isActive: boolean } | undefined;
}): JSX.Element {
  const app = useApp();
  const isNotes = () => app.chats.isNotes(props.chatId);
  const line = () => {
    if (isNotes()) return { text: chatT('chat.notesLine'), isActive: false };
    if (props.groupLine !== undefined) return props.groupLine;
    return app.chats.isTyping(props.chatId)
      ? { text: chatT('chat.typing'), isActive: true }
      : undefined;
  };
  return (
    <header class={styles.header}>
      <div class={styles.back}>
        <IconButton icon="back" label={t('action.back')} onClick={() => app.navigation.back()} />
      </div>
      <div class={styles.whose}>
        <ChatPicture chatId={props.chatId} size="small" />
        <div class={styles.who}>
          <h2 class={styles.name} dir="auto">
            {app.chats.title(props.chatId)}
          </h2>
          <Show when={line()}>
            {(said) => (
              <p class={styles.state} data-active={said().isActive ? '' : undefined}>
                {said().text}
              </p>
            )}
          </Show>
        </div>
        <Show when={!isNotes()}>
          <button
            type="button"
            class={styles.details}
            aria-label={chatT('chat.details', { name: app.chats.title(props.chatId) })}
            onClick={() =>
              app.navigation.open({ name: 'chat', chatId: props.chatId, panel: 'details' })
            }
          />
        </Show>
      </div>
    </header>
  );
}
