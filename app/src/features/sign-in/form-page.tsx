/** The page around a form of an account: mark, title, fields, one main action. */
import { type JSX, Show } from 'solid-js';
import { t } from '../../i18n/words.ts';
import { IconButton } from '../../ui/button/button.tsx';
import { Mark } from '../../ui/mark/mark.tsx';
import styles from './sign-in.module.css';

/**
 * @param props.failure what is wrong with the whole form, said at once
 * @param props.onSubmit receives the form element, to find its fields
 */
export function FormPage(props: {
  readonly title: string;
  readonly text?: JSX.Element;
  readonly failure: string | undefined;
  /** The way back to where one came from; there is none from an account that is locked. */
  readonly onBack?: () => void;
  readonly onSubmit: (form: HTMLFormElement) => void;
  readonly children: JSX.Element;
  readonly footer: JSX.Element;
}): JSX.Element {
  return (
    <main class={styles.page}>
      <Show when={props.onBack}>
        {(goBack) => (
          <div class={styles.back}>
            <IconButton icon="back" label={t('action.back')} onClick={() => goBack()()} />
          </div>
        )}
      </Show>
      <div class={styles.sheet}>
        <Mark />
        <h1 class={styles.title}>{props.title}</h1>
        {props.text}
        <form
          class={styles.form}
          novalidate
          onSubmit={(event) => {
            event.preventDefault();
            props.onSubmit(event.currentTarget);
          }}
        >
          {props.children}
          <div role="alert">
            <Show when={props.failure}>{(text) => <p class={styles.failure}>{text()}</p>}</Show>
          </div>
          {props.footer}
        </form>
      </div>
    </main>
  );
}
