/** The keys of the app, shown where there is a keyboard to press them. */
import { For, type JSX } from 'solid-js';
import { accountT } from '../../i18n/account-words.ts';
import styles from './settings.module.css';

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
const control = isMac ? '⌘' : 'Ctrl';
const option = isMac ? '⌥' : 'Alt';

const keys = [
  { name: 'settings.keys.find', pressed: [control, 'K'] },
  { name: 'settings.keys.nextChat', pressed: [option, '↑', '↓'] },
  { name: 'settings.keys.edit', pressed: ['↑'] },
  { name: 'settings.keys.send', pressed: ['Enter'] },
  { name: 'settings.keys.back', pressed: ['Esc'] },
  { name: 'settings.keys.regions', pressed: ['F6'] },
] as const;

export function KeyList(): JSX.Element {
  return (
    <section class={styles.keys}>
      <h3 class={styles.heading}>{accountT('settings.keys')}</h3>
      <dl>
        <For each={keys}>
          {(key) => (
            <div class={styles.key}>
              <dt>{accountT(key.name)}</dt>
              <dd>
                <For each={key.pressed}>{(part) => <kbd>{part}</kbd>}</For>
              </dd>
            </div>
          )}
        </For>
      </dl>
    </section>
  );
}
