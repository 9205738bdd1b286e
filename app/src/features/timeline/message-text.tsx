/**
 * The text of a message with its links. Invariant: what somebody wrote only ever becomes text nodes
 * and the `href` of an anchor that `splitLinks` allowed.
 */
import { createMemo, For, type JSX, Show } from 'solid-js';
import { splitLinks, type TextPart } from './links.ts';
import styles from './message.module.css';

export function MessageText(props: { readonly text: string }): JSX.Element {
  const parts = createMemo(() => splitLinks(props.text));
  return (
    <span class={styles.text} dir="auto">
      <For each={parts()}>{(part) => <Part part={part} />}</For>
    </span>
  );
}

function Part(props: { readonly part: TextPart }): JSX.Element {
  return (
    <Show when={props.part.kind === 'link' ? props.part : undefined} fallback={props.part.text}>
      {(link) => (
        <a href={link().href} target="_blank" rel="noopener noreferrer nofollow">
          {link().text}
        </a>
      )}
    </Show>
  );
}
