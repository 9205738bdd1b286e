/** Says once that this device's storage was lost, while the list fills again beneath. */
import { createEffect, createSignal, type JSX, on, Show } from 'solid-js';
import { t } from '../../i18n/words.ts';
import { useApp } from '../../state/app-state.ts';
import { IconButton } from '../../ui/button/button.tsx';
import { Icon } from '../../ui/icon/icon.tsx';
import styles from './trouble-note.module.css';

type Loss = 'evicted' | 'corrupt';

export function TroubleNote(): JSX.Element {
  const app = useApp();
  const [said, setSaid] = createSignal<Loss>();
  // The note stays until it has been read, also when the trouble itself is over.
  createEffect(
    on(app.connection.trouble, (trouble) => {
      if (trouble === 'evicted' || trouble === 'corrupt') setSaid(trouble);
    }),
  );
  return (
    <Show when={said()}>
      {(loss) => (
        <div class={styles.note} role="alert">
          <Icon name="storage" />
          <div>
            <p class={styles.title}>{t(`storage.${loss()}.title`)}</p>
            <p>{t(`storage.${loss()}.text`)}</p>
          </div>
          <IconButton icon="close" label={t('action.close')} onClick={() => setSaid(undefined)} />
        </div>
      )}
    </Show>
  );
}
