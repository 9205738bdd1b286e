/** How far a message of one's own has come, as a mark and in words for those who listen. */
import type { JSX } from 'solid-js';
import { t } from '../../i18n/words.ts';
import { Icon, type IconName } from '../icon/icon.tsx';
import styles from './state-mark.module.css';

export type MessageState = 'saved' | 'sent' | 'delivered' | 'read' | 'refused';

const icons: Readonly<Record<MessageState, IconName>> = {
  saved: 'clock',
  sent: 'check',
  delivered: 'checks',
  read: 'checks',
  refused: 'alert',
};

export function StateMark(props: { readonly state: MessageState }): JSX.Element {
  return (
    <span class={styles.mark} data-state={props.state} title={t(`state.${props.state}`)}>
      <Icon name={icons[props.state]} size="small" />
      <span class="visually-hidden">{t(`state.${props.state}`)}</span>
    </span>
  );
}
