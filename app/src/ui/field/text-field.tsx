/**
 * A labelled line of input with a hint or an error below it. Invariant: the label is always visible,
 * and what is wrong is said beside the field and to screen readers, in words.
 */
import { createUniqueId, type JSX, Show, splitProps } from 'solid-js';
import styles from './field.module.css';

export type TextFieldProps = Omit<
  JSX.InputHTMLAttributes<HTMLInputElement>,
  'class' | 'style' | 'id'
> & {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  /** Said as it changes, as "@alice is free." */
  readonly note?: string | undefined;
  /** Stands at the end inside the field, as a button to show the password. */
  readonly end?: JSX.Element;
};

export function TextField(props: TextFieldProps): JSX.Element {
  const [own, rest] = splitProps(props, ['label', 'hint', 'error', 'note', 'end']);
  const id = createUniqueId();
  const belowId = `${id}-below`;
  return (
    <div class={styles.field}>
      <label class={styles.label} for={id}>
        {own.label}
      </label>
      <div class={styles.box} data-invalid={own.error === undefined ? undefined : ''}>
        <input
          {...rest}
          id={id}
          class={styles.input}
          aria-invalid={own.error === undefined ? undefined : 'true'}
          aria-describedby={belowId}
        />
        {own.end}
      </div>
      <div class={styles.below} id={belowId} aria-live="polite">
        <Show when={own.error} fallback={<Below note={own.note} hint={own.hint} />}>
          {(error) => <span class={styles.error}>{error()}</span>}
        </Show>
      </div>
    </div>
  );
}

function Below(props: {
  readonly note: string | undefined;
  readonly hint: string | undefined;
}): JSX.Element {
  return (
    <Show when={props.note} fallback={props.hint}>
      {(note) => <span class={styles.note}>{note()}</span>}
    </Show>
  );
}
