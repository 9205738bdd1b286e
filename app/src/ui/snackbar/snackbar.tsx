/** Shows the present notice at the top, over the header, and says it politely. Invariant: it covers no message. */
import { type JSX, Show } from 'solid-js';
import styles from './snackbar.module.css';

type Shown = {
  readonly text: string;
  readonly action?: { readonly label: string; readonly onSelect: () => void };
};

/** @param props.onUsed the action was chosen; the owner takes the notice away */
export function Snackbar(props: {
  readonly notice: Shown | undefined;
  readonly onUsed: () => void;
}): JSX.Element {
  return (
    <div class={styles.place} role="status">
      <Show when={props.notice}>
        {(notice) => (
          <div class={styles.bar}>
            <span>{notice().text}</span>
            <Show when={notice().action}>
              {(action) => (
                <button
                  type="button"
                  class={styles.action}
                  onClick={() => {
                    action().onSelect();
                    props.onUsed();
                  }}
                >
                  {action().label}
                </button>
              )}
            </Show>
          </div>
        )}
      </Show>
    </div>
  );
}
