/**
 * State of a form of an account: what is typed, what is wrong with it, whether it is being sent.
 * Invariant: a problem goes as soon as its field is changed, and nothing typed is ever cleared.
 */

import type { ErrorCode } from '@jibber/schema/errors';
import type { Result } from '@jibber/schema/result';
import { type Accessor, createSignal } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import { accountT } from '../../i18n/account-words.ts';
import { explainError } from '../../i18n/explain.ts';
import {
  type Field,
  type Form,
  fieldOf,
  findProblems,
  type Problem,
  type Problems,
} from './form-check.ts';

export type AccountForm = {
  readonly values: Form;
  readonly isSending: Accessor<boolean>;
  /** What is wrong with the whole, in words. */
  readonly failure: Accessor<string | undefined>;
  problem(field: Field): string | undefined;
  write(field: Field, value: string): void;
  /** Sends the form if it can be; the first field that is wrong gets the focus of `element`. */
  submit(element: HTMLFormElement): Promise<void>;
};

/**
 * @param fields in the order they stand in
 * @param initial what is filled in already
 * @param send the command
 */
export function createAccountForm<Value>(
  fields: readonly Field[],
  initial: Partial<Form>,
  send: (form: Form) => Promise<Result<Value, ErrorCode | 'offline'>>,
): AccountForm {
  const [values, setValues] = createStore<Record<Field, string>>({
    address: '',
    password: '',
    name: '',
    handle: '',
    ...initial,
  });
  const [problems, setProblems] = createStore<{ [Name in Field]?: Problem | undefined }>({});
  const [failure, setFailure] = createSignal<string>();
  const [isSending, setSending] = createSignal(false);

  function showProblems(found: Problems, element: HTMLFormElement): void {
    setProblems(reconcile(found));
    const first = fields.find((field) => found[field] !== undefined);
    if (first !== undefined) element.querySelector<HTMLElement>(`[data-field="${first}"]`)?.focus();
  }

  return {
    values,
    isSending,
    failure,
    problem(field) {
      const problem = problems[field];
      return problem === undefined ? undefined : explainProblem(problem);
    },
    write(field, value) {
      setValues(field, value);
      setProblems(field, undefined);
      setFailure(undefined);
    },
    async submit(element) {
      if (isSending()) return;
      setFailure(undefined);
      const found = findProblems(values, fields);
      showProblems(found, element);
      if (Object.keys(found).length > 0) return;
      setSending(true);
      const sent = { ...values };
      const answer = await send(sent).finally(() => setSending(false));
      if (answer.ok) return;
      if (answer.code === 'offline') {
        setFailure(accountT('form.noConnection'));
        return;
      }
      const field = fieldOf(answer.code);
      if (field === undefined || !fields.includes(field)) setFailure(explainError(answer.code));
      // What was typed meanwhile is not what was answered.
      else if (values[field] === sent[field]) showProblems({ [field]: answer.code }, element);
    },
  };
}

function explainProblem(problem: Problem): string {
  return problem === 'required' ? accountT('field.required') : explainError(problem);
}
