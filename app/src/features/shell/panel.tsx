/**
 * What lies over the list: a title, the way back, and a body that scrolls. Invariant: it is a
 * region of its own with a name, and "back" leaves it for where one came from.
 */
import { createUniqueId, type JSX, onMount } from 'solid-js';
import { t } from '../../i18n/words.ts';
import { useApp } from '../../state/app-state.ts';
import { IconButton } from '../../ui/button/button.tsx';
import styles from './shell.module.css';

export function Panel(props: {
  readonly title: string;
  readonly children: JSX.Element;
}): JSX.Element {
  const app = useApp();
  const titleId = createUniqueId();
  let section: HTMLElement | undefined;
  onMount(() => {
    if (section !== undefined && !section.contains(document.activeElement)) section.focus();
  });
  return (
    <section
      ref={section}
      class={styles.panel}
      tabindex="-1"
      aria-labelledby={titleId}
      data-landmark=""
    >
      <header class={styles.panelHeader}>
        <IconButton icon="back" label={t('action.back')} onClick={() => app.navigation.back()} />
        <h2 id={titleId}>{props.title}</h2>
      </header>
      <div class={styles.panelBody}>{props.children}</div>
    </section>
  );
}
