/** The mark of the app, as in public/icon.svg, in the colours of the theme. */
import type { JSX } from 'solid-js';
import styles from './mark.module.css';

export function Mark(): JSX.Element {
  return (
    <svg class={styles.mark} viewBox="0 0 512 512" aria-hidden="true">
      <path
        class={styles.bubble}
        d="M258 84c88 0 154 62 154 144 0 112-84 184-196 196-26 3-50-3-66-16-14-12-4-34 14-31 30 5 60-1 80-25-82-2-140-54-140-124 0-80 66-144 154-144z"
      />
      <path class={styles.tick} d="M192 226l46 46 88-92" />
    </svg>
  );
}
