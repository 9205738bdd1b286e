/** Me, how the app looks, how I am reached, whom I blocked, the keys, my data, signing out. */
import { createSignal, For, type JSX, Show } from 'solid-js';
import { accountT } from '../../i18n/account-words.ts';
import { useApp } from '../../state/app-state.ts';
import { createAccountActions, createOwnAccount } from '../../state/own-account.ts';
import { themeChoices } from '../../state/theme.ts';
import { Button } from '../../ui/button/button.tsx';
import { Icon } from '../../ui/icon/icon.tsx';
import { ProfileCard } from '../profile/profile-card.tsx';
import { Panel } from '../shell/panel.tsx';
import { BlockedSection } from './blocked-section.tsx';
import { DataSection } from './data-section.tsx';
import { KeyList } from './key-list.tsx';
import { PrivacySection } from './privacy-section.tsx';
import { RefusalNotes } from './refusal-notes.tsx';
import styles from './settings.module.css';
import { SignOutDialog } from './sign-out-dialog.tsx';

export function SettingsPanel(): JSX.Element {
  const app = useApp();
  const [isLeaving, setLeaving] = createSignal(false);
  const account = createOwnAccount(app.session.replica);
  const actions = createAccountActions(app.session.replica);
  const me = () => {
    const session = app.session.status();
    return session.status === 'signed-in' ? session.me : undefined;
  };
  return (
    <Panel title={accountT('settings.title')}>
      <Show when={me()}>
        {(person) => (
          <ProfileCard
            me={person()}
            profile={account()?.profile}
            isPending={account()?.isPending ?? false}
            actions={actions}
          />
        )}
      </Show>
      <RefusalNotes refusals={account()?.refusals ?? []} actions={actions} />
      <fieldset class={styles.group}>
        <legend class={styles.heading}>{accountT('settings.theme')}</legend>
        <div class={styles.choices}>
          <For each={themeChoices}>
            {(choice) => (
              <label class={styles.choice}>
                <input
                  type="radio"
                  name="theme"
                  value={choice}
                  checked={app.theme.choice() === choice}
                  onChange={() => app.theme.choose(choice)}
                />
                <span>{accountT(`settings.theme.${choice}`)}</span>
              </label>
            )}
          </For>
        </div>
      </fieldset>
      <Show when={account()}>
        {(own) => (
          <>
            <PrivacySection settings={own().settings} actions={actions} />
            <BlockedSection blocks={own().blocks} actions={actions} />
          </>
        )}
      </Show>
      <KeyList />
      <DataSection />
      <section class={styles.group}>
        <Button isWide={true} onClick={() => setLeaving(true)}>
          <Icon name="signOut" />
          {accountT('settings.signOut')}
        </Button>
      </section>
      <p class={styles.version}>{accountT('settings.version', { version: __APP_VERSION__ })}</p>
      <Show when={isLeaving()}>
        <SignOutDialog onClose={() => setLeaving(false)} />
      </Show>
    </Panel>
  );
}
