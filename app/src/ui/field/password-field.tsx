/** A password with a button that shows it, so that nobody has to type twice or guess. */
import { createSignal, type JSX } from 'solid-js';
import { accountT } from '../../i18n/account-words.ts';
import { IconButton } from '../button/button.tsx';
import { TextField, type TextFieldProps } from './text-field.tsx';

export function PasswordField(props: Omit<TextFieldProps, 'type' | 'end'>): JSX.Element {
  const [isShown, setShown] = createSignal(false);
  return (
    <TextField
      {...props}
      type={isShown() ? 'text' : 'password'}
      autocapitalize="none"
      spellcheck={false}
      end={
        <IconButton
          icon={isShown() ? 'hide' : 'show'}
          label={isShown() ? accountT('field.password.hide') : accountT('field.password.show')}
          aria-pressed={isShown()}
          onClick={() => setShown(!isShown())}
        />
      }
    />
  );
}
