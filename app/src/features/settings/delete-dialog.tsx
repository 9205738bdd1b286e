/**
 * Asks before an account is deleted. Invariant: nobody deletes it without the password, and without
 * having read what goes, what stays and with whom.
 */

import { createSignal, createUniqueId, For, type JSX, Show } from 'solid-js';
import { accountT } from '../../i18n/account-words.ts';
import { dataT } from '../../i18n/data-words.ts';
import { explainError } from '../../i18n/explain.ts';
import { t } from '../../i18n/words.ts';
import type { AccountData, MessagesChoice } from '../../state/account-data.ts';
import { useApp } from '../../state/app-state.ts';
import { Button } from '../../ui/button/button.tsx';
import { Dialog } from '../../ui/dialog/dialog.tsx';
import { PasswordField } from '../../ui/field/password-field.tsx';
import account from './account.module.css';
import styles from './settings.module.css';

const choices: readonly MessagesChoice[] = ['stay', 'erase'];

export function DeleteDialog(props: {
  readonly data: AccountData;
  readonly onClose: () => void;
}): JSX.Element {
  const app = useApp();
  const formId = createUniqueId();
  const group = createUniqueId();
  const [password, setPassword] = createSignal('');
  const [messages, setMessages] = createSignal<MessagesChoice>('stay');
  const [isDeleting, setDeleting] = createSignal(false);
  const [problem, setProblem] = createSignal<string>();
  const [failure, setFailure] = createSignal<string>();
  const unsent = app.connection.unsent;

  async function submit(): Promise<void> {
    if (isDeleting()) return;
    if (password() === '') {
      setProblem(accountT('field.required'));
      return;
    }
    setDeleting(true);
    setFailure(undefined);
    const deleted = await props.data.deleteAccount(password(), messages());
    if (deleted.ok) {
      await app.session.forgetDeleted();
      app.navigation.replace({ name: 'chats' });
      return;
    }
    setDeleting(false);
    if (deleted.code === 'wrong-credentials') setProblem(dataT('end.wrongPassword'));
    else if (deleted.code === 'offline') setFailure(dataT('end.offline'));
    else setFailure(explainError(deleted.code));
  }

  return (
    <Dialog
      title={dataT('end.title')}
      onClose={() => props.onClose()}
      actions={
        <>
          <Button variant="quiet" onClick={() => props.onClose()}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" form={formId} variant="danger" aria-disabled={isDeleting()}>
            {isDeleting() ? dataT('end.deleting') : dataT('end.confirm')}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        class={account.form}
        onSubmit={(event) => {
          event.preventDefault();
          submit().catch(app.fail);
        }}
      >
        <p class={styles.dialogText}>{dataT('end.text')}</p>
        <p class={styles.dialogText}>{dataT('end.groups')}</p>
        <p class={styles.dialogText}>{dataT('end.chats')}</p>
        <fieldset class={account.choices}>
          <legend class={account.label}>{dataT('end.messages')}</legend>
          <For each={choices}>
            {(choice) => (
              <label class={account.row}>
                <input
                  type="radio"
                  name={group}
                  value={choice}
                  checked={messages() === choice}
                  onChange={() => setMessages(choice)}
                />
                <span>{dataT(`end.messages.${choice}`)}</span>
              </label>
            )}
          </For>
        </fieldset>
        <p class={styles.dialogText}>{dataT('end.exportFirst')}</p>
        <Show when={unsent() > 0}>
          <p class={styles.warning}>{dataT('end.unsent', { count: unsent() })}</p>
        </Show>
        <PasswordField
          label={accountT('field.password')}
          name="password"
          autocomplete="current-password"
          error={problem()}
          value={password()}
          onInput={(event) => {
            setPassword(event.currentTarget.value);
            setProblem(undefined);
          }}
        />
        <Show when={failure()}>
          {(text) => (
            <p class={account.below} data-error="" role="alert">
              {text()}
            </p>
          )}
        </Show>
      </form>
    </Dialog>
  );
}
