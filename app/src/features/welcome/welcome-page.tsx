/** What somebody reads who is not signed in: what this is, whom he trusts, how to begin. */

import { createSignal, type JSX, onMount, Show } from 'solid-js';
import { accountT } from '../../i18n/account-words.ts';
import { explainError } from '../../i18n/explain.ts';
import { useApp } from '../../state/app-state.ts';
import { Button } from '../../ui/button/button.tsx';
import { Mark } from '../../ui/mark/mark.tsx';
import styles from './welcome.module.css';

/**
 * @param props.ended the session here was ended elsewhere; so many messages were not sent
 * @param props.isDeleted the account that was here was deleted
 */
export function WelcomePage(props: {
  readonly ended?: { readonly unsent: number };
  readonly isDeleted?: boolean;
}): JSX.Element {
  const app = useApp();
  const [isClosed, setClosed] = createSignal(false);
  onMount(() => {
    // Without an answer both ways are offered; creating an account then says what it needs.
    app.session.server().then((server) => {
      if (server.ok) setClosed(server.value.registration === 'closed');
    }, app.fail);
  });
  return (
    <main class={styles.page}>
      <div class={styles.sheet}>
        <Mark />
        <Show when={props.ended}>
          {(ended) => (
            <div class={styles.notice} role="status">
              <p>{accountT('welcome.signedOutElsewhere')}</p>
              <Show when={ended().unsent > 0}>
                <p>{accountT('welcome.keptUnsent', { count: ended().unsent })}</p>
              </Show>
            </div>
          )}
        </Show>
        <Show when={props.isDeleted}>
          <p class={styles.notice} role="status">
            {accountT('welcome.accountDeleted')}
          </p>
        </Show>
        <h1 class={styles.title}>{accountT('welcome.title')}</h1>
        <p class={styles.text}>{accountT('welcome.text')}</p>
        <div class={styles.actions}>
          <Show
            when={!isClosed()}
            fallback={<p class={styles.text}>{explainError('registration-closed')}</p>}
          >
            <Button
              variant={props.ended === undefined ? 'filled' : 'outlined'}
              isWide={true}
              onClick={() => app.navigation.open({ name: 'create-account' })}
            >
              {accountT('welcome.createAccount')}
            </Button>
          </Show>
          <Button
            variant={props.ended === undefined && !isClosed() ? 'outlined' : 'filled'}
            isWide={true}
            onClick={() => app.navigation.open({ name: 'sign-in' })}
          >
            {accountT('welcome.signIn')}
          </Button>
        </div>
        <p class={styles.trust}>{accountT('welcome.trust')}</p>
      </div>
    </main>
  );
}
