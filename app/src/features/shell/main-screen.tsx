/**
 * List and chat beside each other, or one after the other on a phone. Invariant: both follow the
 * address alone; the list is painted before the code of a chat is loaded.
 */
import type { UserId } from '@jibber/schema/ids';
import { createSignal, type JSX, lazy, Match, Show, Suspense, Switch } from 'solid-js';
import { t } from '../../i18n/words.ts';
import { useApp } from '../../state/app-state.ts';
import { EmptyState } from '../../ui/empty-state/empty-state.tsx';
import { createNarrow } from '../../ui/media.ts';
import { ChatList } from '../chat-list/chat-list.tsx';
import { ConnectionBar } from '../connection/connection-bar.tsx';
import styles from './shell.module.css';

const loadChatPane = () => import('../chat/chat-pane.tsx');
const ChatPane = lazy(() => loadChatPane().then((module) => ({ default: module.ChatPane })));
const AfterPaint = lazy(() =>
  import('./after-paint.tsx').then((module) => ({ default: module.AfterPaint })),
);
const NewChatPanel = lazy(() =>
  import('../new-chat/new-chat-panel.tsx').then((module) => ({ default: module.NewChatPanel })),
);
const SettingsPanel = lazy(() =>
  import('../settings/settings-panel.tsx').then((module) => ({ default: module.SettingsPanel })),
);
const NewGroupPanel = lazy(() =>
  import('../new-group/new-group-panel.tsx').then((module) => ({ default: module.NewGroupPanel })),
);
const DetailsPanel = lazy(() =>
  import('../details/details-panel.tsx').then((module) => ({ default: module.DetailsPanel })),
);

export function MainScreen(props: { readonly me: UserId }): JSX.Element {
  const app = useApp();
  const [isPainted, setPainted] = createSignal(false);
  const isNarrow = createNarrow(window);

  const chatId = () => {
    const route = app.navigation.route();
    return route.name === 'chat' ? route.chatId : undefined;
  };
  const panel = () => {
    const route = app.navigation.route();
    return route.name === 'chat' || route.name === 'chats' ? route.panel : undefined;
  };
  const isAside = () => panel()?.startsWith('details');
  const view = () => {
    if (panel() !== undefined) return isAside() ? 'aside' : 'panel';
    return chatId() === undefined ? 'list' : 'chat';
  };

  const chatLabel = () => {
    const open = chatId();
    return open === undefined ? undefined : t('landmark.chat', { name: app.chats.title(open) });
  };

  function handlePainted(): void {
    performance.mark('list-painted');
    setPainted(true);
    // So that the first chats open at once, also when the network has gone by then.
    loadChatPane()
      .then((module) => module.loadGroupChat())
      .catch(app.fail);
  }

  return (
    <main
      class={styles.screen}
      data-view={view()}
      style={{ '--list-size': `${app.listSize.widthPx()}px` }}
    >
      <h1 class="visually-hidden">{t('app.name')}</h1>
      <nav class={styles.list} aria-label={t('landmark.chats')} data-landmark="">
        <ChatList hasConnectionBar={isNarrow() && view() === 'list'} onPainted={handlePainted} />
      </nav>
      <Show when={view() === 'panel'}>
        <div class={styles.over}>
          <Suspense>
            <Switch>
              <Match when={panel() === 'new-chat'}>
                <NewChatPanel />
              </Match>
              <Match when={panel() === 'settings'}>
                <SettingsPanel />
              </Match>
              <Match when={panel()}>
                <NewGroupPanel />
              </Match>
            </Switch>
          </Suspense>
        </div>
      </Show>
      <Show when={isPainted()}>
        <Suspense>
          <AfterPaint isNarrow={isNarrow()} />
        </Suspense>
      </Show>
      <section class={styles.chat} aria-label={chatLabel()} tabindex="-1">
        <Show
          when={chatId()}
          keyed
          fallback={
            <Show when={!isNarrow()}>
              <ConnectionBar />
              <Show when={isPainted() && app.chats.order().length > 0}>
                <EmptyState text={t('list.choose')} />
              </Show>
            </Show>
          }
        >
          {(open) => (
            <Show when={isPainted()}>
              <Suspense>
                <ChatPane chatId={open} me={props.me} />
              </Suspense>
            </Show>
          )}
        </Show>
      </section>
      <Show when={isAside() && chatId()} keyed>
        {(open) => (
          <div class={styles.aside}>
            <Suspense>
              <DetailsPanel chatId={open} me={props.me} />
            </Suspense>
          </div>
        )}
      </Show>
    </main>
  );
}
