/** A whole page for what must be dealt with before anything else can go on. */
import { type JSX, Show } from 'solid-js';
import { noticeT } from '../../i18n/notice-words.ts';
import { t } from '../../i18n/words.ts';
import { Button } from '../../ui/button/button.tsx';
import { Mark } from '../../ui/mark/mark.tsx';
import styles from './full-notice.module.css';

/**
 * `blocked`: another tab holds an older version; `unavailable`: nothing may be stored here; `unusable`: no
 * database can be opened; `failed`: an assumption broke
 */
export type NoticeReason = 'blocked' | 'unavailable' | 'unusable' | 'failed';

export function FullNotice(props: { readonly reason: NoticeReason }): JSX.Element {
  return (
    <main class={styles.notice}>
      <Mark />
      <div class={styles.noticeText} role="alert">
        <h1>{noticeT(`storage.${props.reason}.title`)}</h1>
        <p>{noticeT(`storage.${props.reason}.text`)}</p>
      </div>
      <Show when={props.reason !== 'blocked'}>
        <Button variant="filled" onClick={() => window.location.reload()}>
          {t('action.reload')}
        </Button>
      </Show>
    </main>
  );
}
