/** The name of an author above the first of his messages, in his hue; it leads to his profile. */
import type { UserId } from '@jibber/schema/ids';
import type { JSX } from 'solid-js';
import { chooseHue } from '../../ui/picture/hue.ts';
import styles from './group-chat.module.css';

export function SenderName(props: {
  readonly userId: UserId;
  readonly name: string;
  readonly onOpen: () => void;
}): JSX.Element {
  return (
    <button
      type="button"
      class={styles.sender}
      data-hue={chooseHue(props.userId)}
      dir="auto"
      tabindex="-1"
      onClick={() => props.onOpen()}
    >
      {props.name}
    </button>
  );
}
