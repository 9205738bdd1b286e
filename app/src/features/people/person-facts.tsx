/** What a person says of himself, as far as he tells it: who blocked me tells his name alone. */
import type { UserId } from '@jibber/schema/ids';
import { type JSX, Show } from 'solid-js';
import { peopleT } from '../../i18n/people-words.ts';
import { useApp } from '../../state/app-state.ts';
import styles from './people.module.css';

export function PersonFacts(props: { readonly userId: UserId }): JSX.Element {
  const app = useApp();
  const person = () => app.chats.person(props.userId);
  return (
    <Show when={person()?.handle || person()?.about}>
      <dl class={styles.facts}>
        <Show when={person()?.handle}>
          {(handle) => (
            <div>
              <dt>{peopleT('person.handle')}</dt>
              <dd>@{handle()}</dd>
            </div>
          )}
        </Show>
        <Show when={person()?.about}>
          {(about) => (
            <div>
              <dt>{peopleT('person.about')}</dt>
              <dd dir="auto">{about()}</dd>
            </div>
          )}
        </Show>
      </dl>
    </Show>
  );
}
