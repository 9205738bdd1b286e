/** Stands where one would write to somebody whom one has blocked, with the way back. */

import type { UserId } from '@jibber/schema/ids';
import type { JSX } from 'solid-js';
import { explainWriteFailure } from '../../i18n/explain.ts';
import { peopleT } from '../../i18n/people-words.ts';
import { t } from '../../i18n/words.ts';
import { useApp } from '../../state/app-state.ts';
import { createAccountActions } from '../../state/own-account.ts';
import { Button } from '../../ui/button/button.tsx';
import styles from './people.module.css';

const failureShownMs = 6000;

export function BlockedBar(props: { readonly userId: UserId }): JSX.Element {
  const app = useApp();
  const actions = createAccountActions(app.session.replica);

  function unblock(): void {
    actions
      .unblock(props.userId)
      .then((saved) => {
        if (saved.ok) return;
        app.notices.show({ text: explainWriteFailure(saved.code), shownMs: failureShownMs });
      })
      .catch(app.fail);
  }

  return (
    <section class={styles.bar} aria-label={t('landmark.composer')} data-landmark="">
      <p>{peopleT('block.bar', { name: app.chats.name(props.userId) })}</p>
      <Button onClick={unblock}>{peopleT('block.unblock')}</Button>
    </section>
  );
}
