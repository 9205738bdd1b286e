/**
 * The account on this device whose session has expired. Invariant: nothing of its chats is on the
 * screen until the same person signs in, and nothing is lost by waiting.
 */
import type { Me } from '@jibber/schema/commands/account';
import { createSignal, type JSX, Show, untrack } from 'solid-js';
import { accountT } from '../../i18n/account-words.ts';
import { t } from '../../i18n/words.ts';
import { useApp } from '../../state/app-state.ts';
import { Button } from '../../ui/button/button.tsx';
import { Dialog } from '../../ui/dialog/dialog.tsx';
import { AddressField, OwnPasswordField } from './account-fields.tsx';
import { createAccountForm } from './account-form.ts';
import { signInFields } from './form-check.ts';
import { FormPage } from './form-page.tsx';
import styles from './sign-in.module.css';

export function LockedPage(props: { readonly me: Me; readonly unsent: number }): JSX.Element {
  const app = useApp();
  const [isLeaving, setLeaving] = createSignal(false);
  const form = createAccountForm(
    signInFields,
    { address: untrack(() => props.me.address) },
    (filled) => app.session.signIn({ address: filled.address, password: filled.password }),
  );
  return (
    <>
      <FormPage
        title={accountT('locked.title', { name: props.me.name })}
        text={
          <div class={styles.text}>
            <p>{accountT('locked.text')}</p>
            <Show when={props.unsent > 0}>
              <p>{accountT('locked.waiting', { count: props.unsent })}</p>
            </Show>
          </div>
        }
        failure={form.failure()}
        onSubmit={(element) => {
          form.submit(element).catch(app.fail);
        }}
        footer={
          <>
            <Button type="submit" variant="filled" isWide={true} aria-disabled={form.isSending()}>
              {form.isSending() ? accountT('signIn.submitting') : accountT('signIn.submit')}
            </Button>
            <Button variant="quiet" isWide={true} onClick={() => setLeaving(true)}>
              {accountT('locked.otherAccount')}
            </Button>
          </>
        }
      >
        <AddressField form={form} />
        <OwnPasswordField form={form} autofocus={true} />
      </FormPage>
      <Show when={isLeaving()}>
        <Dialog
          title={accountT('signOut.title')}
          onClose={() => setLeaving(false)}
          actions={
            <>
              <Button variant="quiet" onClick={() => setLeaving(false)}>
                {t('action.cancel')}
              </Button>
              <Button
                variant="danger"
                onClick={() => {
                  app.session.signOut().catch(app.fail);
                }}
              >
                {props.unsent > 0 ? accountT('signOut.anyway') : accountT('signOut.confirm')}
              </Button>
            </>
          }
        >
          <p class={styles.text}>{accountT('signOut.text')}</p>
          <Show when={props.unsent > 0}>
            <p>{accountT('signOut.unsent', { count: props.unsent })}</p>
          </Show>
        </Dialog>
      </Show>
    </>
  );
}
