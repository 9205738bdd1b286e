/**
 * A modal question on the native `<dialog>`. Invariant: Esc and a tap beside it close it, and focus
 * returns to where it was.
 */
import { createUniqueId, type JSX, onCleanup, onMount } from 'solid-js';
import styles from './dialog.module.css';

/**
 * Open for as long as it is mounted.
 * @param props.onClose the person turned away from it; the owner unmounts it
 * @param props.actions buttons, the safe one first
 */
export function Dialog(props: {
  readonly title: string;
  readonly onClose: () => void;
  readonly actions: JSX.Element;
  readonly children: JSX.Element;
}): JSX.Element {
  let element: HTMLDialogElement | undefined;
  const titleId = createUniqueId();
  onMount(() => element?.showModal());
  onCleanup(() => element?.close());
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the content; Esc is the native key for it
    <dialog
      ref={element}
      class={styles.dialog}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
      onClick={(event) => {
        if (event.target === element) props.onClose();
      }}
    >
      <div class={styles.content}>
        <h2 class={styles.title} id={titleId}>
          {props.title}
        </h2>
        {props.children}
        <div class={styles.actions}>{props.actions}</div>
      </div>
    </dialog>
  );
}
