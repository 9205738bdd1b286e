/** Signing in with e-mail or phone and password. */
import type { JSX } from 'solid-js';
import { accountT } from '../../i18n/account-words.ts';
import { useApp } from '../../state/app-state.ts';
import { Button } from '../../ui/button/button.tsx';
import { AddressField, OwnPasswordField } from './account-fields.tsx';
import { createAccountForm } from './account-form.ts';
import { signInFields } from './form-check.ts';
import { FormPage } from './form-page.tsx';
import { joinOf, routeAfter } from './invited.ts';

export function SignInPage(): JSX.Element {
  const app = useApp();
  const form = createAccountForm(signInFields, {}, async (filled) => {
    const answer = await app.session.signIn({
      address: filled.address,
      password: filled.password,
    });
    if (answer.ok) app.navigation.replace(routeAfter(app.navigation.route()));
    return answer;
  });
  return (
    <FormPage
      title={accountT('signIn.title')}
      onBack={() => app.navigation.back()}
      failure={form.failure()}
      onSubmit={(element) => {
        form.submit(element).catch(app.fail);
      }}
      footer={
        <>
          <Button type="submit" variant="filled" isWide={true} aria-disabled={form.isSending()}>
            {form.isSending() ? accountT('signIn.submitting') : accountT('signIn.submit')}
          </Button>
          <Button
            variant="quiet"
            isWide={true}
            onClick={() =>
              app.navigation.open({ ...joinOf(app.navigation.route()), name: 'create-account' })
            }
          >
            {accountT('signIn.toCreateAccount')}
          </Button>
        </>
      }
    >
      <AddressField form={form} autofocus={true} />
      <OwnPasswordField form={form} />
    </FormPage>
  );
}
