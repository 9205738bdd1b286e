/**
 * The messages of the open chat, as a virtual list anchored at its end. Invariant: a message keeps
 * its row while it is on the screen, from "saved here" to "read", because its id never changes.
 */
import type { UserId } from '@jibber/schema/ids';
import {
  createEffect,
  createMemo,
  createSignal,
  type JSX,
  on,
  onCleanup,
  onMount,
  Show,
  untrack,
} from 'solid-js';
import { Virtualizer, type VirtualizerHandle } from 'virtua/solid';
import { chatT } from '../../i18n/chat-words.ts';
import { localDay } from '../../i18n/dates.ts';
import { t } from '../../i18n/words.ts';
import { useApp } from '../../state/app-state.ts';
import type { OpenChat } from '../../state/open-chat.ts';
import { Menu, type MenuItem, type MenuOrigin } from '../../ui/menu/menu.tsx';
import { createPrinting } from '../../ui/printing.ts';
import type { GroupFace } from './group-face.ts';
import {
  buildItems,
  countBelow,
  isPrepended,
  isSameItem,
  lastAccepted,
  type TimelineItem,
} from './items.ts';
import { JumpButton } from './jump-button.tsx';
import { listMenuItems, type MessageActions } from './message-actions.ts';
import { PrintedChat } from './printed-chat.tsx';
import { createRoving } from './roving.ts';
import { copySelection } from './selection-copy.ts';
import styles from './timeline.module.css';
import { TimelineRow } from './timeline-row.tsx';
import { createTimelineScroll } from './timeline-scroll.ts';

/**
 * Mounted anew for each chat, once its messages are there.
 * @param props.title as on paper
 * @param props.face what a group adds
 */
export function Timeline(props: {
  readonly chat: OpenChat;
  readonly title: string;
  readonly me: UserId;
  readonly actions: MessageActions;
  readonly face: GroupFace | undefined;
}): JSX.Element {
  const app = useApp();
  let scroller: HTMLDivElement | undefined;
  let handle: VirtualizerHandle | undefined;
  const isPrinting = createPrinting(window);
  const [menu, setMenu] = createSignal<{ item: TimelineItem; origin: MenuOrigin }>();
  const [seenNumber, setSeenNumber] = createSignal(untrack(() => props.chat.readAtOpening()));

  const items = createMemo(() =>
    buildItems(
      props.chat.messages(),
      props.me,
      { read: props.chat.readAtOpening(), last: props.chat.lastAtOpening() ?? 0 },
      localDay,
    ),
  );
  const byKey = createMemo(
    () => new Map<string, TimelineItem>(items().map((item) => [item.message.id, item])),
  );
  const view = createMemo<{ keys: readonly string[]; isPrepended: boolean }>(
    (before) => {
      const keys = items().map((item) => item.message.id);
      return { keys, isPrepended: isPrepended(before.keys, keys) };
    },
    { keys: [], isPrepended: false },
  );
  const scroll = createTimelineScroll(
    () => scroller,
    () => handle,
    () => items().length,
  );
  const roving = createRoving(
    () => scroller,
    () => view().keys,
    (index) => handle?.scrollToIndex(index, { align: 'nearest' }),
  );
  const below = createMemo(() => countBelow(props.chat.messages(), props.me, seenNumber()));

  /** Read is what was on the screen while the page was in front. */
  function look(): void {
    const number = lastAccepted(props.chat.messages(), scroll.lastVisible());
    setSeenNumber((before) => Math.max(before, number));
    if (document.visibilityState === 'visible' && document.hasFocus()) {
      props.chat.markRead(seenNumber());
    }
    if (scroll.isNearStart()) props.chat.loadEarlier();
  }

  createEffect(
    on(
      () => view().keys,
      (keys, before) => {
        const last = items().at(-1);
        const hasGrown = last !== undefined && before?.at(-1) !== keys.at(-1);
        if (hasGrown && last.isOwn && last.message.pending) scroll.goToEnd();
        else scroll.handleAppend();
        queueMicrotask(look);
      },
      { defer: true },
    ),
  );
  // What could not be fetched without a connection is fetched when there is one.
  createEffect(on(app.connection.isOnline, (isOnline) => isOnline && look(), { defer: true }));
  onMount(() => {
    queueMicrotask(() => scroll.place(items().findIndex((item) => item.isFirstUnread)));
    window.addEventListener('focus', look);
    document.addEventListener('visibilitychange', look);
    document.addEventListener('input', scroll.handleTyping, true);
    onCleanup(() => {
      document.removeEventListener('input', scroll.handleTyping, true);
      window.removeEventListener('focus', look);
      document.removeEventListener('visibilitychange', look);
    });
  });

  function menuItemsOf(item: TimelineItem): readonly MenuItem[] {
    return [...listMenuItems(item, props.actions), ...(props.face?.menuItems(item) ?? [])];
  }

  function openMenu(item: TimelineItem, origin: MenuOrigin): void {
    if (menuItemsOf(item).length > 0) setMenu({ item, origin });
  }

  return (
    <div class={styles.timeline}>
      {/* biome-ignore lint/a11y/useSemanticElements: the virtual list puts elements of its own between list and item */}
      <div
        ref={scroller}
        class={styles.scroller}
        role="list"
        aria-label={t('landmark.messages')}
        data-landmark=""
        onKeyDown={(event) => {
          scroll.handleHand();
          roving.handleKey(event);
        }}
        onWheel={scroll.handleHand}
        onTouchMove={scroll.handleHand}
        onPointerDown={scroll.handleHand}
        onCopy={(event) => copySelection(event, byKey(), props.actions)}
      >
        <div class={styles.spacer} />
        <Virtualizer
          ref={(created) => {
            handle = created;
          }}
          data={view().keys}
          shift={view().isPrepended}
          keepMounted={roving.keepMounted()}
          onScroll={() => {
            scroll.handleScroll();
            look();
          }}
          onResize={() => {
            scroll.handleResize();
            look();
          }}
        >
          {(key, index) => {
            const item = createMemo(() => byKey().get(key), undefined, { equals: isSameItem });
            return (
              <Show when={item()}>
                {(present) => (
                  <TimelineRow
                    item={present()}
                    position={index() + 1}
                    count={items().length}
                    isTabStop={roving.isStop(key)}
                    actions={props.actions}
                    face={props.face}
                    onOpenMenu={openMenu}
                    onFocus={() => roving.moveTo(key)}
                  />
                )}
              </Show>
            );
          }}
        </Virtualizer>
      </div>
      <Show when={isPrinting()}>
        <PrintedChat
          title={props.title}
          items={items()}
          hasEarlier={props.chat.hasEarlier()}
          nameOf={props.actions.authorName}
          eventText={props.face?.eventText}
        />
      </Show>
      <Show when={scroll.isAtStart() && props.chat.hasEarlier()}>
        <p class={styles.earlier} role="status">
          {props.chat.isEarlierAway() ? chatT('chat.earlierAway') : chatT('chat.loadingOlder')}
        </p>
      </Show>
      <Show when={!scroll.isAtEnd()}>
        <JumpButton count={below()} onJump={scroll.goToEnd} />
      </Show>
      <Show when={menu()}>
        {(open) => (
          <Menu
            label={chatT('message.more')}
            origin={open().origin}
            items={menuItemsOf(open().item)}
            onClose={() => setMenu(undefined)}
          />
        )}
      </Show>
    </div>
  );
}
