/** Says beneath the field how much room is left, that there is none, or why nothing was sent. */
import type { JSX } from 'solid-js';
import { chatT } from '../../i18n/chat-words.ts';
import styles from './composer.module.css';
import type { TextRoom } from './text-limit.ts';

export function RoomNote(props: {
  readonly room: TextRoom;
  readonly failure: string | undefined;
}): JSX.Element {
  const isProblem = () => props.failure !== undefined || props.room.state === 'over';
  const text = () => {
    if (props.failure !== undefined) return props.failure;
    if (props.room.state === 'near') return chatT('composer.left', { count: props.room.left });
    if (props.room.state === 'over') return chatT('composer.tooLong', { count: props.room.by });
    return '';
  };
  return (
    <p
      id="composer-note"
      class={styles.note}
      data-problem={isProblem() ? '' : undefined}
      aria-live={isProblem() ? 'assertive' : 'off'}
    >
      {text()}
    </p>
  );
}
