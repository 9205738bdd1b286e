/** Whose chat this is, what is going on in it, and on a phone the way back. */
import type { ChatId } from '@jibber/schema/ids';
import { type JSX, Show } from 'solid-js';
import { chatT } from '../../i18n/chat-words.ts';
import { t } from '../../i18n/words.ts';
import { useApp } from '../../state/app-state.ts';
import { IconButton } from '../../ui/button/button.tsx';
import { Picture } from '../../ui/picture/picture.tsx';
import styles from './chat.module.css';

export function ChatHeader(props: { readonly chatId: ChatId }): JSX.Element {
  const app = useApp();
  const isNotes = () => app.chats.isNotes(props.chatId);
  const line = () => {
    if (isNotes()) return chatT('chat.notesLine');
    return app.chats.isTyping(props.chatId) ? chatT('chat.typing') : undefined;
  };
  return (
    <header class={styles.header}>
      <div class={styles.back}>
        <IconButton icon="back" label={t('action.back')} onClick={() => app.navigation.back()} />
      </div>
      <Picture
        id={app.chats.row(props.chatId)?.peer ?? props.chatId}
        name={app.chats.title(props.chatId)}
        isNotes={isNotes()}
        size="small"
      />
      <div class={styles.who}>
        <h2 class={styles.name} dir="auto">
          {app.chats.title(props.chatId)}
        </h2>
        <Show when={line()}>
          {(text) => (
            <p class={styles.state} data-active={app.chats.isTyping(props.chatId) ? '' : undefined}>
              {text()}
            </p>
          )}
        </Show>
      </div>
    </header>
  );
}
