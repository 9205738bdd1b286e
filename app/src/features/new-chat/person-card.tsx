/** A person who was found, and the way to write to him. */
import type { Person } from '@jibber/schema/commands/account';
import type { JSX } from 'solid-js';
import { chatT } from '../../i18n/chat-words.ts';
import { Button } from '../../ui/button/button.tsx';
import { Picture } from '../../ui/picture/picture.tsx';
import styles from './new-chat.module.css';

export function PersonCard(props: {
  readonly person: Person;
  readonly onWrite: () => void;
}): JSX.Element {
  return (
    <div class={styles.card}>
      <Picture id={props.person.userId} name={props.person.name} />
      <div class={styles.who}>
        <b dir="auto">{props.person.name}</b>
        <small>@{props.person.handle}</small>
      </div>
      <Button variant="filled" onClick={() => props.onWrite()}>
        {chatT('newChat.write')}
      </Button>
    </div>
  );
}
