/** The clock of a wish that waits for its answer, in words for those who listen. */
import type { JSX } from 'solid-js';
import { t } from '../../i18n/words.ts';
import { Icon } from '../../ui/icon/icon.tsx';
import styles from './group.module.css';

export function PendingMark(): JSX.Element {
  return (
    <span class={styles.pending} title={t('state.saved')}>
      <Icon name="clock" size="small" />
      <span class="visually-hidden">{t('state.saved')}</span>
    </span>
  );
}
