/** Back to the newest message, with how many have arrived beneath. */
import { type JSX, Show } from 'solid-js';
import { chatT } from '../../i18n/chat-words.ts';
import { t } from '../../i18n/words.ts';
import { Icon } from '../../ui/icon/icon.tsx';
import styles from './timeline.module.css';

export function JumpButton(props: {
  readonly count: number;
  readonly onJump: () => void;
}): JSX.Element {
  const label = () =>
    props.count > 0 ? chatT('timeline.jumpUnread', { count: props.count }) : chatT('timeline.jump');
  return (
    <button
      type="button"
      class={styles.jump}
      aria-label={label()}
      title={label()}
      onClick={() => props.onJump()}
    >
      <Icon name="down" />
      <Show when={props.count > 0}>
        <span class={styles.count} aria-hidden="true">
          {props.count > 999 ? t('list.unreadMany') : props.count}
        </span>
      </Show>
    </button>
  );
}
