/** Whom one has blocked, the latest first, each with the way back. */

import type { Person } from '@jibber/schema/commands/account';
import { For, type JSX } from 'solid-js';
import { explainWriteFailure } from '../../i18n/explain.ts';
import { peopleT } from '../../i18n/people-words.ts';
import { t } from '../../i18n/words.ts';
import { useApp } from '../../state/app-state.ts';
import type { AccountActions } from '../../state/own-account.ts';
import { Button } from '../../ui/button/button.tsx';
import { Picture } from '../../ui/picture/picture.tsx';
import account from './account.module.css';
import styles from './settings.module.css';

const failureShownMs = 6000;

export function BlockedSection(props: {
  readonly blocks: readonly Person[];
  readonly actions: AccountActions;
}): JSX.Element {
  const app = useApp();
  const nameOf = (person: Person) =>
    person.deleted ? t('person.deleted') : person.name || t('person.unknown');

  function unblock(person: Person): void {
    props.actions
      .unblock(person.userId)
      .then((saved) => {
        if (saved.ok) return;
        app.notices.show({ text: explainWriteFailure(saved.code), shownMs: failureShownMs });
      })
      .catch(app.fail);
  }

  return (
    <section class={styles.group}>
      <h3 class={styles.heading}>{peopleT('block.list')}</h3>
      <ul class={account.rows} aria-label={peopleT('block.list')}>
        <For each={props.blocks} fallback={<li class={account.hint}>{peopleT('block.nobody')}</li>}>
          {(person) => (
            <li class={account.row}>
              <Picture
                id={person.userId}
                name={nameOf(person)}
                size="small"
                isNobody={person.deleted === true}
              />
              <span dir="auto">{nameOf(person)}</span>
              <Button
                aria-label={peopleT('block.unblockOne', { name: nameOf(person) })}
                onClick={() => unblock(person)}
              >
                {peopleT('block.unblock')}
              </Button>
            </li>
          )}
        </For>
      </ul>
    </section>
  );
}
