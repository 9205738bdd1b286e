/**
 * What stands behind the text: "edited", the time, and how far it has come. A message written
 * without a connection says when it was written and when it arrived.
 */
import { type JSX, Show } from 'solid-js';
import { chatT } from '../../i18n/chat-words.ts';
import { formatMoment, formatShortMoment, formatTime } from '../../i18n/dates.ts';
import { dateContext } from '../../i18n/words.ts';
import type { TimelineMessage } from '../../state/open-chat.ts';
import { StateMark } from '../../ui/state-mark/state-mark.tsx';
import { isLate, shownAt } from './items.ts';
import styles from './message.module.css';

/** A deleted message has come as far as it can; only its deletion may still be under way. */
function shownState(message: TimelineMessage): TimelineMessage['state'] {
  if (message.changing) return 'saved';
  return message.kind === 'message' || message.state === 'refused' ? message.state : undefined;
}

export function MessageMeta(props: { readonly message: TimelineMessage }): JSX.Element {
  const at = () => shownAt(props.message);
  const time = () =>
    isLate(props.message)
      ? chatT('message.writtenArrived', {
          written: formatShortMoment(dateContext(), props.message.writtenAt, at()),
          arrived: formatTime(dateContext(), at()),
        })
      : formatTime(dateContext(), at());
  return (
    <span class={styles.meta}>
      <Show when={props.message.edited && props.message.kind === 'message'}>
        <span>{chatT('message.edited')}</span>
      </Show>
      <time datetime={new Date(at()).toISOString()} title={formatMoment(dateContext(), at())}>
        {time()}
      </time>
      <Show when={shownState(props.message)}>{(state) => <StateMark state={state()} />}</Show>
    </span>
  );
}
