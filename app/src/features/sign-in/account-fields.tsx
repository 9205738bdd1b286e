/** The fields of an account's forms, with what password managers need to know about each. */
import { type JSX, onMount } from 'solid-js';
import { accountT } from '../../i18n/account-words.ts';
import { PasswordField } from '../../ui/field/password-field.tsx';
import { TextField } from '../../ui/field/text-field.tsx';
import type { AccountForm } from './account-form.ts';

type FieldProps = { readonly form: AccountForm };

/** @param props.autofocus it is what one came to this page for */
export function AddressField(
  props: FieldProps & { readonly autofocus?: boolean; readonly hint?: string },
): JSX.Element {
  let field: HTMLInputElement | undefined;
  onMount(() => {
    if (props.autofocus) field?.focus({ preventScroll: true });
  });
  return (
    <TextField
      ref={(element) => {
        field = element;
      }}
      label={accountT('field.address')}
      hint={props.hint}
      name="username"
      data-field="address"
      autocomplete="username"
      inputmode="email"
      autocapitalize="none"
      spellcheck={false}
      required
      value={props.form.values.address}
      error={props.form.problem('address')}
      onInput={(event) => props.form.write('address', event.currentTarget.value)}
    />
  );
}

/** The password of an account one has. */
export function OwnPasswordField(
  props: FieldProps & { readonly autofocus?: boolean },
): JSX.Element {
  let field: HTMLInputElement | undefined;
  onMount(() => {
    if (props.autofocus) field?.focus({ preventScroll: true });
  });
  return (
    <PasswordField
      ref={(element) => {
        field = element;
      }}
      label={accountT('field.password')}
      name="password"
      data-field="password"
      autocomplete="current-password"
      required
      value={props.form.values.password}
      error={props.form.problem('password')}
      onInput={(event) => props.form.write('password', event.currentTarget.value)}
    />
  );
}

export function NewPasswordField(props: FieldProps): JSX.Element {
  return (
    <PasswordField
      label={accountT('field.password')}
      hint={accountT('field.password.hint')}
      name="password"
      data-field="password"
      autocomplete="new-password"
      required
      value={props.form.values.password}
      error={props.form.problem('password')}
      onInput={(event) => props.form.write('password', event.currentTarget.value)}
    />
  );
}

export function NameField(props: FieldProps): JSX.Element {
  return (
    <TextField
      label={accountT('field.name')}
      hint={accountT('field.name.hint')}
      name="name"
      data-field="name"
      autocomplete="name"
      dir="auto"
      required
      value={props.form.values.name}
      error={props.form.problem('name')}
      onInput={(event) => props.form.write('name', event.currentTarget.value)}
    />
  );
}
