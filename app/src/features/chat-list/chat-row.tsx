/** One chat in the list: who, when, the last thing said, and what is unread. */
import type { ChatId } from '@jibber/schema/ids';
import { type JSX, Match, Show, Switch } from 'solid-js';
import { formatListTime, formatMoment } from '../../i18n/dates.ts';
import { dateContext, t } from '../../i18n/words.ts';
import { formatRoute } from '../../routes.ts';
import { useApp } from '../../state/app-state.ts';
import type { ChatRow as Row } from '../../state/chats.ts';
import { ChatPicture } from './chat-picture.tsx';
import styles from './chat-row.module.css';
import { PreviewLine } from './preview-line.tsx';

/** @param props.isOpen it is the chat on the screen */
export function ChatRow(props: { readonly chatId: ChatId; readonly isOpen: boolean }): JSX.Element {
  const app = useApp();
  return (
    <Show when={app.chats.row(props.chatId)}>
      {(row) => (
        <a
          class={styles.row}
          href={formatRoute({ name: 'chat', chatId: props.chatId })}
          aria-current={props.isOpen ? 'page' : undefined}
          draggable={false}
          data-chat={props.chatId}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
            event.preventDefault();
            app.navigation.open({ name: 'chat', chatId: props.chatId });
          }}
        >
          <ChatPicture chatId={props.chatId} />
          <span
            class={styles.title}
            dir="auto"
            data-unknown={app.chats.isNamed(props.chatId) ? undefined : ''}
          >
            {app.chats.title(props.chatId)}
          </span>
          <RowTime row={row()} />
          <span class={styles.preview}>
            <Switch fallback={<PreviewLine row={row()} />}>
              <Match when={app.chats.isTyping(props.chatId)}>
                <span class={styles.typing}>{t('list.typing')}</span>
              </Match>
              <Match when={!props.isOpen && row().draft}>
                {(draft) => (
                  <span class={styles.text} dir="auto">
                    <span class={styles.draft}>{t('list.draft')}</span> {draft()}
                  </span>
                )}
              </Match>
            </Switch>
          </span>
          <Unread row={row()} />
        </a>
      )}
    </Show>
  );
}

function RowTime(props: { readonly row: Row }): JSX.Element {
  const app = useApp();
  return (
    <Show when={props.row.preview?.at}>
      {(at) => (
        <time
          class={styles.time}
          datetime={new Date(at()).toISOString()}
          // Made when it is looked for: the first screen is there sooner without.
          onPointerEnter={(event) => {
            event.currentTarget.title = formatMoment(dateContext(), at());
          }}
        >
          {formatListTime(dateContext(), at(), app.now())}
        </time>
      )}
    </Show>
  );
}

function Unread(props: { readonly row: Row }): JSX.Element {
  return (
    <Show when={props.row.unread.count > 0}>
      <span class={styles.badge}>
        <span aria-hidden="true">
          {props.row.unread.more || props.row.unread.count > 999
            ? t('list.unreadMany')
            : props.row.unread.count}
        </span>
        <span class="visually-hidden">{t('list.unread', { count: props.row.unread.count })}</span>
      </span>
    </Show>
  );
}
