/**
 * One calm line about connection and version. Invariant: it stands once on the screen, covers
 * nothing, and is there only for what lasts.
 */
import { type JSX, Match, Switch } from 'solid-js';
import { t } from '../../i18n/words.ts';
import { useApp } from '../../state/app-state.ts';
import styles from './connection.module.css';

export function ConnectionBar(): JSX.Element {
  const app = useApp();
  return (
    <div role="status">
      <Switch>
        <Match when={app.connection.isOutdated()}>
          <Line text={t('connection.incompatible')} action={t('action.reload')} />
        </Match>
        <Match when={app.connection.trouble() === 'full'}>
          <p class={styles.bar} data-tone="danger">
            <strong>{t('storage.full.title')}.</strong> {t('storage.full.text')}
          </p>
        </Match>
        <Match when={app.update.isReady()}>
          <Line text={t('update.ready')} action={t('update.apply')} />
        </Match>
        <Match when={shownText(app.connection.shown())}>
          {(text) => <p class={styles.bar}>{text()}</p>}
        </Match>
      </Switch>
    </div>
  );
}

function Line(props: { readonly text: string; readonly action: string }): JSX.Element {
  const app = useApp();
  return (
    <p class={styles.bar}>
      {props.text}{' '}
      <button type="button" class={styles.action} onClick={() => app.update.apply()}>
        {props.action}
      </button>
    </p>
  );
}

function shownText(shown: 'nothing' | 'offline' | 'connecting' | 'updating'): string | undefined {
  return shown === 'nothing' ? undefined : t(`connection.${shown}`);
}
