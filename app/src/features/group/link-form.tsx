/** How long a new link works, how often, and whether an administrator decides. */
import { createSignal, For, type JSX } from 'solid-js';
import { panelT } from '../../i18n/group-panel-words.ts';
import { t } from '../../i18n/words.ts';
import type { NewInvite } from '../../state/group-commands.ts';
import { Button } from '../../ui/button/button.tsx';
import styles from './group-form.module.css';

const dayMs = 24 * 60 * 60 * 1000;

const lives = [
  { name: 'oneDay', ms: dayMs },
  { name: 'oneWeek', ms: 7 * dayMs },
  { name: 'oneMonth', ms: 30 * dayMs },
  { name: 'ever', ms: null },
] as const;
const uses = [
  { name: 'once', count: 1 },
  { name: 'tenTimes', count: 10 },
  { name: 'hundredTimes', count: 100 },
  { name: 'noEnd', count: null },
] as const;

export function LinkForm(props: {
  readonly onCancel: () => void;
  readonly onMake: (wanted: NewInvite) => void;
}): JSX.Element {
  const [life, setLife] = createSignal<number | null>(7 * dayMs);
  const [most, setMost] = createSignal<number | null>(null);
  const [needsApproval, setNeedsApproval] = createSignal(false);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        props.onMake({ expiresInMs: life(), mostUses: most(), needsApproval: needsApproval() });
      }}
    >
      <fieldset class={styles.setting}>
        <legend class={styles.settingName}>{panelT('links.expires')}</legend>
        <div class={styles.choices} data-two="">
          <For each={lives}>
            {({ name, ms }) => (
              <label class={styles.choice}>
                <input
                  type="radio"
                  name="life"
                  checked={life() === ms}
                  onChange={() => setLife(ms)}
                />
                <span>{panelT(`links.${name}`)}</span>
              </label>
            )}
          </For>
        </div>
      </fieldset>
      <fieldset class={styles.setting}>
        <legend class={styles.settingName}>{panelT('links.uses')}</legend>
        <div class={styles.choices} data-two="">
          <For each={uses}>
            {({ name, count }) => (
              <label class={styles.choice}>
                <input
                  type="radio"
                  name="uses"
                  checked={most() === count}
                  onChange={() => setMost(count)}
                />
                <span>{panelT(`links.${name}`)}</span>
              </label>
            )}
          </For>
        </div>
      </fieldset>
      <label class={styles.switchRow}>
        <span class={styles.switchName}>
          <span class={styles.settingName}>{panelT('links.approval')}</span>
          <span class={styles.note}>{panelT('links.approvalText')}</span>
        </span>
        <input
          type="checkbox"
          role="switch"
          aria-checked={needsApproval()}
          class={styles.switch}
          checked={needsApproval()}
          onChange={(event) => setNeedsApproval(event.currentTarget.checked)}
        />
      </label>
      <div class={styles.formActions}>
        <Button variant="quiet" onClick={() => props.onCancel()}>
          {t('action.cancel')}
        </Button>
        <Button type="submit" variant="filled">
          {panelT('links.make')}
        </Button>
      </div>
    </form>
  );
}
