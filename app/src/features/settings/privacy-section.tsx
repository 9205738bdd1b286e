/** Who may write first, and by what one is found. What is chosen counts at once, here and later there. */

import type { AccountSettings } from '@jibber/schema/intents/account/account-state';
import { createUniqueId, For, type JSX } from 'solid-js';
import { explainWriteFailure } from '../../i18n/explain.ts';
import { peopleT } from '../../i18n/people-words.ts';
import { useApp } from '../../state/app-state.ts';
import type { AccountActions } from '../../state/own-account.ts';
import type { WriteResult } from '../../state/writing.ts';
import account from './account.module.css';
import styles from './settings.module.css';

const strangerChoices = ['all', 'none'] as const;
const foundChoices = ['foundByHandle', 'foundByEmail', 'foundByPhone'] as const;
const failureShownMs = 6000;

export function PrivacySection(props: {
  readonly settings: AccountSettings;
  readonly actions: AccountActions;
}): JSX.Element {
  const app = useApp();
  const name = createUniqueId();

  function change(asked: Promise<WriteResult>): void {
    asked
      .then((saved) => {
        if (saved.ok) return;
        app.notices.show({ text: explainWriteFailure(saved.code), shownMs: failureShownMs });
      })
      .catch(app.fail);
  }

  return (
    <section aria-label={peopleT('privacy.title')}>
      <fieldset class={styles.group}>
        <legend class={styles.heading}>{peopleT('privacy.strangers')}</legend>
        <div class={account.rows}>
          <For each={strangerChoices}>
            {(choice) => (
              <label class={account.row}>
                <input
                  type="radio"
                  name={name}
                  value={choice}
                  checked={props.settings.strangers === choice}
                  onChange={() => change(props.actions.changeSettings({ strangers: choice }))}
                />
                <span>{peopleT(`privacy.strangers.${choice}`)}</span>
              </label>
            )}
          </For>
        </div>
      </fieldset>
      <fieldset class={styles.group}>
        <legend class={styles.heading}>{peopleT('privacy.found')}</legend>
        <div class={account.rows}>
          <For each={foundChoices}>
            {(choice) => (
              <label class={account.row}>
                <input
                  type="checkbox"
                  checked={props.settings[choice]}
                  onChange={(event) =>
                    change(props.actions.changeSettings({ [choice]: event.currentTarget.checked }))
                  }
                />
                <span>{peopleT(`privacy.${choice}`)}</span>
              </label>
            )}
          </For>
        </div>
      </fieldset>
    </section>
  );
}
