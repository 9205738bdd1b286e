/** Creating an account: address, password, name, handle, and nothing else. */
import type { JSX } from 'solid-js';
import { accountT } from '../../i18n/account-words.ts';
import { useApp } from '../../state/app-state.ts';
import { Button } from '../../ui/button/button.tsx';
import { AddressField, NameField, NewPasswordField } from './account-fields.tsx';
import { createAccountForm } from './account-form.ts';
import { createAccountFields } from './form-check.ts';
import { FormPage } from './form-page.tsx';
import { HandleField } from './handle-field.tsx';
import { joinOf, routeAfter } from './invited.ts';

export function CreateAccountPage(): JSX.Element {
  const app = useApp();
  const form = createAccountForm(createAccountFields, {}, async (filled) => {
    const answer = await app.session.createAccount({ ...filled });
    if (answer.ok) app.navigation.replace(routeAfter(app.navigation.route()));
    return answer;
  });
  return (
    <FormPage
      title={accountT('createAccount.title')}
      onBack={() => app.navigation.back()}
      failure={form.failure()}
      onSubmit={(element) => {
        form.submit(element).catch(app.fail);
      }}
      footer={
        <>
          <Button type="submit" variant="filled" isWide={true} aria-disabled={form.isSending()}>
            {form.isSending()
              ? accountT('createAccount.submitting')
              : accountT('createAccount.submit')}
          </Button>
          <Button
            variant="quiet"
            isWide={true}
            onClick={() =>
              app.navigation.open({ ...joinOf(app.navigation.route()), name: 'sign-in' })
            }
          >
            {accountT('createAccount.toSignIn')}
          </Button>
        </>
      }
    >
      <AddressField form={form} autofocus={true} hint={accountT('field.address.hint')} />
      <NewPasswordField form={form} />
      <NameField form={form} />
      <HandleField form={form} />
    </FormPage>
  );
}
