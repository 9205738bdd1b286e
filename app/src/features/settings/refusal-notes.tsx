/** What the server did not accept of one's account, in words, with what was asked and what can be done. */

import { For, type JSX } from 'solid-js';
import { explainError } from '../../i18n/explain.ts';
import { peopleT } from '../../i18n/people-words.ts';
import { useApp } from '../../state/app-state.ts';
import type { AccountActions, AccountRefusal } from '../../state/own-account.ts';
import { Button } from '../../ui/button/button.tsx';
import styles from './account.module.css';

export function RefusalNotes(props: {
  readonly refusals: readonly AccountRefusal[];
  readonly actions: AccountActions;
}): JSX.Element {
  const app = useApp();
  return (
    <For each={props.refusals}>
      {(refusal) => (
        <div class={styles.refused} role="status">
          <p>{explain(refusal)}</p>
          <For each={askedIn(refusal)}>
            {(asked) => <p dir="auto">{peopleT('profile.refusedAsked', { asked })}</p>}
          </For>
          <div class={styles.refusedActions}>
            <Button
              variant="quiet"
              onClick={() => {
                props.actions.discardRefused(refusal.entryId).catch(app.fail);
              }}
            >
              {peopleT('profile.discard')}
            </Button>
            <Button
              onClick={() => {
                props.actions.retryRefused(refusal.entryId).catch(app.fail);
              }}
            >
              {peopleT('profile.retry')}
            </Button>
          </div>
        </div>
      )}
    </For>
  );
}

function explain({ intent, code }: AccountRefusal): string {
  const reason = explainError(code);
  if (intent.kind === 'profile.change') return peopleT('profile.refusedProfile', { reason });
  if (intent.kind === 'account.settings') return peopleT('profile.refusedSettings', { reason });
  return peopleT('profile.refusedBlock', { reason });
}

/** The words that were not accepted: they are not thrown away. */
function askedIn({ intent }: AccountRefusal): string[] {
  if (intent.kind !== 'profile.change') return [];
  const { name, handle, about } = intent;
  return [name, handle === undefined ? undefined : `@${handle}`, about].flatMap(
    (text) => text || [],
  );
}
