/**
 * The open chat on paper: everything of it that is loaded, not only the rows in sight. Invariant: what
 * is missing is said on the paper.
 */
import { For, type JSX, Show } from 'solid-js';
import { chatT } from '../../i18n/chat-words.ts';
import { formatDay, formatTime } from '../../i18n/dates.ts';
import { dateContext, t } from '../../i18n/words.ts';
import { useApp } from '../../state/app-state.ts';
import type { TimelineMessage } from '../../state/open-chat.ts';
import { shownAt, type TimelineItem } from './items.ts';
import styles from './printed-chat.module.css';

/** @param props.hasEarlier there are messages before the first of the items */
export function PrintedChat(props: {
  readonly title: string;
  readonly items: readonly TimelineItem[];
  readonly hasEarlier: boolean;
  readonly nameOf: (message: TimelineMessage) => string;
  /** What was done in a group, in words. */
  readonly eventText: ((message: TimelineMessage) => string) | undefined;
}): JSX.Element {
  const app = useApp();
  return (
    <div class={styles.paper}>
      <p class={styles.title} dir="auto">
        {props.title}
      </p>
      <Show when={props.hasEarlier}>
        <p class={styles.note}>{chatT('print.earlier')}</p>
      </Show>
      <For each={props.items}>
        {(item) => (
          <>
            <Show when={item.dayAt}>
              {(dayAt) => <p class={styles.day}>{formatDay(dateContext(), dayAt(), app.now())}</p>}
            </Show>
            <p class={styles.message}>
              <span class={styles.by}>
                {formatTime(dateContext(), shownAt(item.message))}{' '}
                {item.message.kind === 'event' ? '' : props.nameOf(item.message)}
              </span>
              <span class={styles.text} dir="auto">
                {item.message.kind === 'event'
                  ? props.eventText?.(item.message)
                  : textOf(item.message)}
              </span>
              <Show when={noteOf(item.message)}>
                {(note) => <span class={styles.note}>{note()}</span>}
              </Show>
            </p>
          </>
        )}
      </For>
    </div>
  );
}

function textOf(message: TimelineMessage): string {
  if (message.kind === 'deleted') return t('message.deleted');
  return message.kind === 'unknown' ? t('message.needsUpdate') : message.text;
}

/** What must not be taken for sent, or for the first words. */
function noteOf(message: TimelineMessage): string | undefined {
  if (message.kind !== 'message') return undefined;
  if (message.state === 'saved' || message.state === 'refused') return t(`state.${message.state}`);
  return message.edited ? chatT('message.edited') : undefined;
}
