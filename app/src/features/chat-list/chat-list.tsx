/**
 * The list of chats: what one sees first. Invariant: it is painted from one table on this device,
 * before anything else is loaded, and needs no network.
 */
import {
  createEffect,
  createSignal,
  type JSX,
  lazy,
  Match,
  on,
  Show,
  Suspense,
  Switch,
} from 'solid-js';
import { Virtualizer, type VirtualizerHandle } from 'virtua/solid';
import { t } from '../../i18n/words.ts';
import { useApp } from '../../state/app-state.ts';
import type { Trouble } from '../../state/connection.ts';
import { Button, IconButton } from '../../ui/button/button.tsx';
import { EmptyState } from '../../ui/empty-state/empty-state.tsx';
import { Icon } from '../../ui/icon/icon.tsx';
import { ConnectionBar } from '../connection/connection-bar.tsx';
import styles from './chat-list.module.css';
import { ChatRow } from './chat-row.tsx';
import type { Loss } from './trouble-note.tsx';

/** What `--row-size` says; only a first guess, rows are measured. */
const rowSizePx = 72;

const ListSkeleton = lazy(() =>
  import('./list-skeleton.tsx').then((module) => ({ default: module.ListSkeleton })),
);
const TroubleNote = lazy(() =>
  import('./trouble-note.tsx').then((module) => ({ default: module.TroubleNote })),
);

const Invitations = lazy(() =>
  import('../group/invitations.tsx').then((module) => ({ default: module.Invitations })),
);

/** What has a note of its own here; all other trouble is told elsewhere. */
function isLoss(trouble: Trouble | undefined): trouble is Loss {
  return trouble !== undefined && !['blocked', 'full', 'unusable'].includes(trouble);
}

/**
 * @param props.hasConnectionBar the list fills the screen, so the line stands here
 * @param props.onPainted the rows have been painted for the first time
 */
export function ChatList(props: {
  readonly hasConnectionBar: boolean;
  readonly onPainted: () => void;
}): JSX.Element {
  const app = useApp();
  let scroller: HTMLDivElement | undefined;
  let handle: VirtualizerHandle | undefined;
  let wasPainted = false;
  const [loss, setLoss] = createSignal<Loss>();
  // It is said until it has been read, also when the trouble itself is over.
  createEffect(() => {
    const trouble = app.connection.trouble();
    if (isLoss(trouble)) setLoss(trouble);
  });

  const openChat = () => {
    const route = app.navigation.route();
    return route.name === 'chat' ? route.chatId : undefined;
  };
  const isEmpty = () => app.chats.order().length === 0;
  const openPanel = (panel: 'new-chat' | 'settings') => {
    const route = app.navigation.route();
    app.navigation.open(route.name === 'chat' ? { ...route, panel } : { name: 'chats', panel });
  };

  createEffect(() => {
    if (wasPainted || !app.chats.isLoaded()) return;
    wasPainted = true;
    requestAnimationFrame(() => requestAnimationFrame(() => props.onPainted()));
  });
  // Who leaves a chat by key finds himself on its row.
  createEffect(
    on(openChat, (now, before) => {
      if (now !== undefined || before === undefined) return;
      queueMicrotask(() => {
        if (document.activeElement !== document.body) return;
        scroller?.querySelector<HTMLElement>(`a[data-chat="${before}"]`)?.focus();
      });
    }),
  );
  // A chat opened by key or link is brought into sight.
  createEffect(() => {
    const chatId = openChat();
    const index = chatId === undefined ? -1 : app.chats.order().indexOf(chatId);
    if (index !== -1) handle?.scrollToIndex(index, { align: 'nearest' });
  });

  function moveFocus(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || event.altKey || scroller === undefined) return;
    const links = [...scroller.querySelectorAll<HTMLAnchorElement>('a')].sort(
      (a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top,
    );
    const active = document.activeElement;
    const at = active instanceof HTMLAnchorElement ? links.indexOf(active) : -1;
    const next = links[at + step];
    if (at === -1 || next === undefined) return;
    event.preventDefault();
    next.focus();
  }

  return (
    <>
      <header class={styles.header}>
        {/* The heading of the page says the same, wherever in it one is. */}
        <p class={styles.title} aria-hidden="true">
          {t('app.name')}
        </p>
        <div class={styles.wide}>
          <IconButton
            icon="compose"
            label={t('list.newChat')}
            onClick={() => openPanel('new-chat')}
          />
        </div>
        <IconButton
          icon="person"
          label={t('list.settings')}
          onClick={() => openPanel('settings')}
        />
      </header>
      <Show when={props.hasConnectionBar}>
        <ConnectionBar />
      </Show>
      <Show when={loss()}>
        {(known) => (
          <Suspense>
            <TroubleNote loss={known()} onRead={() => setLoss(undefined)} />
          </Suspense>
        )}
      </Show>
      <Show when={app.chats.isLoaded()}>
        <Suspense>
          <Invitations />
        </Suspense>
      </Show>
      <Show when={!isEmpty()}>
        <button type="button" class={styles.find} onClick={() => openPanel('new-chat')}>
          <Icon name="search" size="small" />
          {t('list.find')}
        </button>
      </Show>
      <Switch>
        <Match when={!isEmpty()}>
          {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows only move between the links inside */}
          <div ref={scroller} class={styles.rows} onKeyDown={moveFocus}>
            {/* No `ssrCount`: until the first scroll nothing beyond so many rows would be drawn. */}
            <Virtualizer
              ref={(created) => {
                handle = created;
              }}
              as="ol"
              item="li"
              data={app.chats.order()}
              itemSize={rowSizePx}
            >
              {(chatId) => <ChatRow chatId={chatId} isOpen={chatId === openChat()} />}
            </Virtualizer>
          </div>
        </Match>
        <Match when={app.chats.isFirstSync() || !app.chats.isLoaded()}>
          <Show when={app.chats.isFirstSync()}>
            <Suspense>
              <ListSkeleton />
            </Suspense>
          </Show>
        </Match>
        <Match when={isEmpty()}>
          <EmptyState title={t('list.empty.title')} text={t('list.empty.text')}>
            <Button variant="filled" onClick={() => openPanel('new-chat')}>
              {t('list.newChat')}
            </Button>
          </EmptyState>
        </Match>
      </Switch>
      <Show when={!isEmpty()}>
        <button
          type="button"
          class={styles.float}
          aria-label={t('list.newChat')}
          onClick={() => openPanel('new-chat')}
        >
          <Icon name="compose" />
        </button>
      </Show>
    </>
  );
}
