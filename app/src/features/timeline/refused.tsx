/**
 * Stands beneath a message that was refused: what was not done, why, and what can be done now.
 * Invariant: the text stays here until the person decides.
 */

import { type JSX, Show } from 'solid-js';
import { chatT } from '../../i18n/chat-words.ts';
import { explainError } from '../../i18n/explain.ts';
import { t } from '../../i18n/words.ts';
import type { Refusal } from '../../state/open-chat.ts';
import { Icon } from '../../ui/icon/icon.tsx';
import styles from './refused.module.css';

function headingOf(kind: Refusal['kind']): string {
  switch (kind) {
    case 'chat.open':
    case 'message.send':
      return chatT('message.refused');
    case 'message.edit':
      return chatT('message.refusedEdit');
    case 'message.delete':
      return chatT('message.refusedDelete');
    default:
      return chatT('message.refusedOther');
  }
}

/**
 * @param props.heading in place of the one that private chats know
 * @param props.reason in place of what the code says
 * @param props.isFinal trying again cannot help
 */
export function Refused(props: {
  readonly refusal: Refusal;
  readonly heading: string | undefined;
  readonly reason: string | undefined;
  readonly isFinal: boolean;
  readonly onRetry: () => void;
  readonly onCopy: () => void;
  readonly onDiscard: () => void;
}): JSX.Element {
  return (
    <div class={styles.refused}>
      <p class={styles.reason}>
        <Icon name="alert" size="small" />
        <span>
          <strong>{props.heading ?? headingOf(props.refusal.kind)}</strong>{' '}
          {props.reason ?? explainError(props.refusal.code)}
        </span>
      </p>
      <Show when={props.refusal.kind === 'message.edit'}>
        <p class={styles.attempt}>{props.refusal.text}</p>
      </Show>
      <div class={styles.actions}>
        <Show when={!props.isFinal}>
          <button type="button" class={styles.action} onClick={() => props.onRetry()}>
            {t('action.retry')}
          </button>
        </Show>
        <Show when={props.refusal.text !== ''}>
          <button type="button" class={styles.action} onClick={() => props.onCopy()}>
            {chatT('message.copy')}
          </button>
        </Show>
        <button type="button" class={styles.action} onClick={() => props.onDiscard()}>
          {chatT('message.discard')}
        </button>
      </div>
    </div>
  );
}
