/**
 * A handle, checked while it is typed. Invariant: an answer to an earlier text is never shown beside
 * a later one.
 */

import { isHandle } from '@jibber/schema/commands/account';
import { createSignal, type JSX, onCleanup } from 'solid-js';
import { accountT } from '../../i18n/account-words.ts';
import { explainError } from '../../i18n/explain.ts';
import { useApp } from '../../state/app-state.ts';
import { TextField } from '../../ui/field/text-field.tsx';
import type { AccountForm } from './account-form.ts';
import { cleanHandle } from './form-check.ts';

const askAfterMs = 400;

type Check = { readonly state: 'unknown' | 'checking' | 'free' | 'taken' };

export function HandleField(props: { readonly form: AccountForm }): JSX.Element {
  const app = useApp();
  const [check, setCheck] = createSignal<Check>({ state: 'unknown' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));

  function write(typed: string): void {
    const handle = cleanHandle(typed);
    props.form.write('handle', handle);
    clearTimeout(timer);
    setCheck({ state: 'unknown' });
    if (isHandle(handle)) timer = setTimeout(() => ask(handle).catch(app.fail), askAfterMs);
  }

  async function ask(handle: string): Promise<void> {
    setCheck({ state: 'checking' });
    const answer = await app.session.isHandleFree(handle);
    if (props.form.values.handle !== handle) return;
    // Without an answer nothing is said; creating the account will tell.
    if (!answer.ok) setCheck({ state: 'unknown' });
    else setCheck({ state: answer.value ? 'free' : 'taken' });
  }

  const note = () => {
    if (check().state === 'free')
      return accountT('field.handle.free', { handle: props.form.values.handle });
    return undefined;
  };
  const error = () => {
    if (check().state === 'taken') return explainError('handle-taken');
    return props.form.problem('handle');
  };

  return (
    <TextField
      label={accountT('field.handle')}
      hint={
        check().state === 'checking'
          ? accountT('field.handle.checking')
          : accountT('field.handle.hint')
      }
      note={note()}
      error={error()}
      name="handle"
      data-field="handle"
      autocomplete="off"
      autocapitalize="none"
      spellcheck={false}
      required
      value={props.form.values.handle}
      onInput={(event) => {
        write(event.currentTarget.value);
        event.currentTarget.value = props.form.values.handle;
      }}
    />
  );
}
