/**
 * Asks before this device forgets the account. Invariant: nobody signs out with unsent messages
 * without having read how many there are.
 */
import { createEffect, createSignal, type JSX, Show } from 'solid-js';
import { accountT } from '../../i18n/account-words.ts';
import { t } from '../../i18n/words.ts';
import { useApp } from '../../state/app-state.ts';
import { Button } from '../../ui/button/button.tsx';
import { Dialog } from '../../ui/dialog/dialog.tsx';
import styles from './settings.module.css';

export function SignOutDialog(props: { readonly onClose: () => void }): JSX.Element {
  const app = useApp();
  const [isWaiting, setWaiting] = createSignal(false);
  const unsent = app.connection.unsent;

  function signOut(): void {
    app.session
      .signOut()
      .then(() => app.navigation.replace({ name: 'chats' }))
      .catch(app.fail);
  }
  createEffect(() => {
    if (isWaiting() && unsent() === 0) signOut();
  });

  return (
    <Dialog
      title={accountT('signOut.title')}
      onClose={() => props.onClose()}
      actions={
        <>
          <Button variant="quiet" onClick={() => props.onClose()}>
            {t('action.cancel')}
          </Button>
          <Show when={unsent() > 0 && !isWaiting()}>
            <Button onClick={() => setWaiting(true)}>{accountT('signOut.wait')}</Button>
          </Show>
          <Button variant="danger" onClick={signOut}>
            {unsent() > 0 ? accountT('signOut.anyway') : accountT('signOut.confirm')}
          </Button>
        </>
      }
    >
      <p class={styles.dialogText}>{accountT('signOut.text')}</p>
      <Show when={unsent() > 0}>
        <p class={styles.warning} role="status">
          {isWaiting()
            ? accountT('signOut.waiting')
            : accountT('signOut.unsent', { count: unsent() })}
        </p>
      </Show>
    </Dialog>
  );
}
