/** The round picture of a person or chat: initials in its hue until it has one of its own. */
import { type JSX, Show } from 'solid-js';
import { Icon } from '../icon/icon.tsx';
import { chooseHue } from './hue.ts';
import { takeInitials } from './initials.ts';
import styles from './picture.module.css';

/**
 * Decoration beside a name, hidden from screen readers.
 * @param props.id user id or chat id, which decides the hue
 * @param props.src address of the picture; undefined while there is none to be shown
 * @param props.isNobody of a deleted account: neither letters nor a hue of its own
 * @param props.isNotes the chat with oneself shows a bookmark in place of initials
 */
export function Picture(props: {
  readonly id: string;
  readonly name: string;
  readonly src?: string | undefined;
  readonly isNotes?: boolean;
  readonly isNobody?: boolean;
  readonly size?: 'mini' | 'small' | 'large';
}): JSX.Element {
  return (
    <span
      class={styles.picture}
      data-hue={props.isNobody ? undefined : chooseHue(props.id)}
      data-size={props.size}
      aria-hidden="true"
    >
      <Show when={!props.src} fallback={<img src={props.src} alt="" />}>
        <Show when={!props.isNotes} fallback={<Icon name="bookmark" />}>
          <Show
            when={!props.isNobody && takeInitials(props.name)}
            fallback={<Icon name="person" />}
          >
            {(initials) => <>{initials()}</>}
          </Show>
        </Show>
      </Show>
    </span>
  );
}
