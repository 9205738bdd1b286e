/**
 * A row of the timeline: what stands above a message, the message, and its ways to act. Invariant:
 * every action of the menu can be reached by pointer, by long press and by keyboard.
 */
import { type JSX, Show, untrack } from 'solid-js';
import { chatT } from '../../i18n/chat-words.ts';
import { formatDay } from '../../i18n/dates.ts';
import { dateContext } from '../../i18n/words.ts';
import { useApp } from '../../state/app-state.ts';
import { Icon } from '../../ui/icon/icon.tsx';
import type { MenuOrigin } from '../../ui/menu/menu.tsx';
import type { GroupFace } from './group-face.ts';
import type { TimelineItem } from './items.ts';
import { listenForLongPress } from './long-press.ts';
import type { MessageActions } from './message-actions.ts';
import { MessageBubble } from './message-bubble.tsx';
import { Refused } from './refused.tsx';
import styles from './timeline-row.module.css';

/** A message this young is one's own sending just now, and rises into its place. */
const freshMs = 800;

/**
 * @param props.position 1-based place among `props.count` messages
 * @param props.isTabStop the one row that Tab reaches
 */
export function TimelineRow(props: {
  readonly item: TimelineItem;
  readonly position: number;
  readonly count: number;
  readonly isTabStop: boolean;
  readonly actions: MessageActions;
  readonly face: GroupFace | undefined;
  readonly onOpenMenu: (item: TimelineItem, origin: MenuOrigin) => void;
  readonly onFocus: () => void;
}): JSX.Element {
  const app = useApp();
  let row: HTMLDivElement | undefined;
  const message = () => props.item.message;
  const isFresh = untrack(
    () => props.item.isOwn && Date.now() - props.item.message.writtenAt < freshMs,
  );

  function openMenuAt(origin: MenuOrigin): void {
    props.onOpenMenu(props.item, origin);
  }

  /** Beside the bubble, for a menu that was asked for by key. */
  function openMenuHere(): void {
    const box = row?.querySelector('[data-part="bubble"]')?.getBoundingClientRect();
    if (box !== undefined) openMenuAt({ x: box.left, y: box.bottom });
  }

  function handleKey(event: KeyboardEvent): void {
    if (event.target !== row || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === ' ') openMenuHere();
    else if (event.key === 'e' && props.item.isOwn) props.actions.edit(message());
    else if (event.key === 'Delete' && props.item.isOwn) props.actions.delete(message());
    else return;
    event.preventDefault();
  }

  function handleContextMenu(event: MouseEvent): void {
    // Links keep the browser's own menu; a key press has no point of its own.
    if (event.target instanceof Element && event.target.closest('a') !== null) return;
    event.preventDefault();
    if (event.clientX === 0 && event.clientY === 0) openMenuHere();
    else openMenuAt({ x: event.clientX, y: event.clientY });
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: the virtual list puts elements of its own between list and item
    <div
      ref={row}
      class={styles.row}
      role="listitem"
      aria-setsize={props.count}
      aria-posinset={props.position}
      tabindex={props.isTabStop ? 0 : -1}
      data-key={message().id}
      data-own={props.item.isOwn ? '' : undefined}
      data-kind={message().kind === 'event' ? 'event' : undefined}
      data-first={props.item.isFirst ? '' : undefined}
      data-last={props.item.isLast ? '' : undefined}
      data-end={props.position === props.count ? '' : undefined}
      data-fresh={isFresh ? '' : undefined}
      data-refused={message().refusal === undefined ? undefined : ''}
      onFocus={() => props.onFocus()}
      onKeyDown={handleKey}
    >
      <Show when={props.item.dayAt}>
        {(dayAt) => (
          <p class={styles.day}>
            <span>{formatDay(dateContext(), dayAt(), app.now())}</span>
          </p>
        )}
      </Show>
      <Show when={props.item.isFirstUnread}>
        <p class={styles.unread}>{chatT('timeline.newMessages')}</p>
      </Show>
      <Show
        when={message().kind === 'event'}
        fallback={
          // biome-ignore lint/a11y/noStaticElementInteractions: the same menu opens by key on the row and by the button beside
          <div
            ref={(line) => listenForLongPress(line, openMenuAt)}
            class={styles.line}
            onContextMenu={handleContextMenu}
          >
            <Show when={props.face === undefined || props.item.isOwn || !props.item.isFirst}>
              <span class="visually-hidden">{props.actions.authorName(message())}</span>
            </Show>
            {props.face?.picture(() => props.item)}
            <MessageBubble
              message={message()}
              sender={props.face?.sender(() => props.item)}
              removed={props.face?.removedText(message())}
            />
            <button
              type="button"
              class={styles.more}
              aria-label={chatT('message.more')}
              aria-haspopup="menu"
              tabindex={props.isTabStop ? 0 : -1}
              onClick={(event) => {
                const box = event.currentTarget.getBoundingClientRect();
                openMenuAt({ x: box.left, y: box.bottom });
              }}
            >
              <Icon name="more" />
            </button>
          </div>
        }
      >
        {props.face?.eventLine(message)}
      </Show>
      <Show when={message().refusal}>
        {(refusal) => (
          <Refused
            refusal={refusal()}
            heading={props.face?.refusalHeading(refusal())}
            reason={props.face?.refusalReason(refusal())}
            isFinal={props.face?.isOver() === true}
            onRetry={() => props.actions.retry(refusal())}
            onCopy={() => props.actions.copyText(refusal().text)}
            onDiscard={() => props.actions.discard(refusal())}
          />
        )}
      </Show>
    </div>
  );
}
