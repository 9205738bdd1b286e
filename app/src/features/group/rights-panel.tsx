/** Who may do what in a group. Each choice is asked for at once; pending ones are marked. */
import type { GroupSettings } from '@jibber/schema/document/group';
import { For, type JSX, Show } from 'solid-js';
import { panelT } from '../../i18n/group-panel-words.ts';
import { useApp } from '../../state/app-state.ts';
import { Panel } from '../shell/panel.tsx';
import styles from './group-form.module.css';
import { type GroupScreen, reportFailure } from './group-screen.ts';
import { PendingMark } from './pending-mark.tsx';

type Choice<Name extends keyof GroupSettings> = {
  readonly name: Name;
  readonly values: readonly GroupSettings[Name][];
};

const who = ['members', 'administrators'] as const;
const choices: readonly (Choice<'write' | 'add' | 'change'> | Choice<'history'>)[] = [
  { name: 'write', values: who },
  { name: 'add', values: who },
  { name: 'change', values: who },
  { name: 'history', values: ['all', 'none'] },
];

export function RightsPanel(props: { readonly screen: GroupScreen }): JSX.Element {
  const app = useApp();
  const settings = () => props.screen.group().settings;

  function change(changed: Partial<GroupSettings>): void {
    const { chatId, actions } = props.screen;
    reportFailure(app, actions.changeSettings(chatId, changed));
  }

  return (
    <Panel
      title={panelT('rights.title')}
      actions={
        <Show when={props.screen.group().isPending('settings')}>
          <PendingMark />
        </Show>
      }
    >
      <For each={choices}>
        {(choice) => (
          <fieldset class={styles.setting}>
            <legend class={styles.settingName}>{panelT(`rights.${choice.name}`)}</legend>
            <div class={styles.choices}>
              <For each={choice.values}>
                {(value) => (
                  <label class={styles.choice}>
                    <input
                      type="radio"
                      name={choice.name}
                      value={value}
                      checked={settings()[choice.name] === value}
                      onChange={() => change({ [choice.name]: value })}
                    />
                    <span>{panelT(`rights.${value}`)}</span>
                  </label>
                )}
              </For>
            </div>
            <Show when={choice.name === 'history'}>
              <p class={styles.settingText}>{panelT('rights.historyText')}</p>
            </Show>
          </fieldset>
        )}
      </For>
      <p class={styles.lead}>{panelT('rights.text')}</p>
    </Panel>
  );
}
