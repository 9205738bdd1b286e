/** Stands for rows only while a new device is being filled for the first time. */
import { For, type JSX } from 'solid-js';
import { t } from '../../i18n/words.ts';
import styles from './list-skeleton.module.css';

const rows = [0, 1, 2, 3, 4, 5, 6];

export function ListSkeleton(): JSX.Element {
  return (
    <div class={styles.list} role="status">
      <span class="visually-hidden">{t('list.loading')}</span>
      <For each={rows}>
        {(row) => (
          <div class={styles.row} data-width={row % 3} aria-hidden="true">
            <span class={styles.picture} />
            <span class={styles.lines}>
              <span class={styles.line} />
              <span class={styles.line} />
            </span>
          </div>
        )}
      </For>
    </div>
  );
}
