/** Says that this device's storage was lost, while the list fills again beneath. */
import type { JSX } from 'solid-js';
import { accountT } from '../../i18n/account-words.ts';
import { t } from '../../i18n/words.ts';
import { IconButton } from '../../ui/button/button.tsx';
import { Icon } from '../../ui/icon/icon.tsx';
import styles from './trouble-note.module.css';

export type Loss = 'evicted' | 'corrupt' | 'renewed' | 'words-unreadable';

export function TroubleNote(props: {
  readonly loss: Loss;
  readonly onRead: () => void;
}): JSX.Element {
  return (
    <div class={styles.note} role="alert">
      <Icon name="storage" />
      <div>
        <p class={styles.title}>{accountT(`storage.${props.loss}.title`)}</p>
        <p>{accountT(`storage.${props.loss}.text`)}</p>
      </div>
      <IconButton icon="close" label={t('action.close')} onClick={() => props.onRead()} />
    </div>
  );
}
