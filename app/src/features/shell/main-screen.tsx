/**
 * List and chat beside each other, or one after the other on a phone. Invariant: both follow the
 * address alone; the list is painted before the code of a chat is loaded.
 */
import type { UserId } from '@jibber/schema/ids';
import { createSignal, type JSX, lazy, Match, Show, Suspense, Switch } from 'solid-js';
import { t } from '../../i18n/words.ts';
import { useApp } from '../../state/app-state.ts';
import { EmptyState } from '../../ui/empty-state/empty-state.tsx';
import { ChatList } from '../chat-list/chat-list.tsx';
import { ConnectionStatus } from '../connection/connection-bar.tsx';
import styles from './shell.module.css';
import { followShortcuts } from './shortcuts.ts';

const loadChatPane = () => import('../chat/chat-pane.tsx');
const ChatPane = lazy(() => loadChatPane().then((module) => ({ default: module.ChatPane })));
const NewChatPanel = lazy(() =>
  import('../new-chat/new-chat-panel.tsx').then((module) => ({ default: module.NewChatPanel })),
);
const SettingsPanel = lazy(() =>
  import('../settings/settings-panel.tsx').then((module) => ({ default: module.SettingsPanel })),
);

export function MainScreen(props: { readonly me: UserId }): JSX.Element {
  const app = useApp();
  const [isPainted, setPainted] = createSignal(false);
  followShortcuts(app);

  const chatId = () => {
    const route = app.navigation.route();
    return route.name === 'chat' ? route.chatId : undefined;
  };
  const panel = () => {
    const route = app.navigation.route();
    return route.name === 'chat' || route.name === 'chats' ? route.panel : undefined;
  };
  const view = () => {
    if (panel() !== undefined) return 'panel';
    return chatId() === undefined ? 'list' : 'chat';
  };

  function handlePainted(): void {
    performance.mark('list-painted');
    setPainted(true);
    // So that the first chat opens at once, also when the network has gone by then.
    loadChatPane().catch(app.fail);
  }

  return (
    <div class={styles.screen} data-view={view()}>
      <nav class={styles.list} aria-label={t('landmark.chats')} data-landmark="">
        <ChatList onPainted={handlePainted} />
      </nav>
      <Show when={panel()}>
        <div class={styles.over}>
          <Suspense>
            <Switch>
              <Match when={panel() === 'new-chat'}>
                <NewChatPanel />
              </Match>
              <Match when={panel() === 'settings'}>
                <SettingsPanel />
              </Match>
            </Switch>
          </Suspense>
        </div>
      </Show>
      <main class={styles.chat} data-landmark="" tabindex="-1">
        <Show
          when={chatId()}
          keyed
          fallback={
            <Show when={isPainted() && app.chats.order().length > 0}>
              <EmptyState text={t('list.choose')} />
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
      </main>
      <ConnectionStatus />
    </div>
  );
}
