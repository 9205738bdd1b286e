/** A whole page for what must be dealt with before anything else can go on. */
import type { JSX } from 'solid-js';
import { t } from '../../i18n/words.ts';
import { Button } from '../../ui/button/button.tsx';
import { EmptyState } from '../../ui/empty-state/empty-state.tsx';
import styles from './shell.module.css';

/** @param props.reason `blocked`: another tab holds an older version; `failed`: an assumption broke */
export function FullNotice(props: { readonly reason: 'blocked' | 'failed' }): JSX.Element {
  return (
    <main class={styles.notice} role="alert">
      <EmptyState
        title={t(`storage.${props.reason}.title`)}
        text={t(`storage.${props.reason}.text`)}
      >
        <Button variant="filled" onClick={() => window.location.reload()}>
          {t('action.reload')}
        </Button>
      </EmptyState>
    </main>
  );
}
