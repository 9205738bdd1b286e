/** Shows the present notice above everything else at the bottom, and says it politely. */
import { type JSX, Show } from 'solid-js';
import type { Notices } from './notices.ts';
import styles from './snackbar.module.css';

export function Snackbar(props: { readonly notices: Notices }): JSX.Element {
  return (
    <div class={styles.place} role="status">
      <Show when={props.notices.current()}>
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
                    props.notices.dismiss();
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
