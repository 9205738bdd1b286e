/** What a place says while there is nothing in it: one sentence, and at most one action. */
import { type JSX, Show } from 'solid-js';
import styles from './empty-state.module.css';

export function EmptyState(props: {
  readonly title?: string;
  readonly text?: string;
  readonly children?: JSX.Element;
}): JSX.Element {
  return (
    <div class={styles.empty}>
      <Show when={props.title}>{(title) => <p class={styles.title}>{title()}</p>}</Show>
      <Show when={props.text}>{(text) => <p class={styles.text}>{text()}</p>}</Show>
      {props.children}
    </div>
  );
}
