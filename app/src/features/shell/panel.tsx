/**
 * What lies over the list: a title, the way back, and a body that scrolls. Invariant: it is a
 * region of its own with a name, and "back" leaves it for where one came from.
 */
import { createUniqueId, type JSX, onMount, Show } from 'solid-js';
import { t } from '../../i18n/words.ts';
import { useApp } from '../../state/app-state.ts';
import { IconButton } from '../../ui/button/button.tsx';
import { createNarrow } from '../../ui/media.ts';
import styles from './panel.module.css';

/**
 * @param props.isAside it stands beside the open chat where there is room, and is closed there
 * @param props.actions stand at the end of the header
 * @param props.footer stays in sight beneath what scrolls
 * @param props.onBack in place of one step back in the history
 * @param props.bodyRef the element that scrolls
 */
export function Panel(props: {
  readonly title: string;
  readonly children: JSX.Element;
  readonly isAside?: boolean;
  readonly actions?: JSX.Element;
  readonly footer?: JSX.Element;
  readonly onBack?: () => void;
  readonly bodyRef?: (body: HTMLDivElement) => void;
}): JSX.Element {
  const app = useApp();
  const titleId = createUniqueId();
  const isNarrow = createNarrow(window);
  const isClosed = () => props.isAside === true && !isNarrow();
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
        <IconButton
          icon={isClosed() ? 'close' : 'back'}
          label={isClosed() ? t('action.close') : t('action.back')}
          onClick={() => (props.onBack ?? app.navigation.back)()}
        />
        <h2 id={titleId}>{props.title}</h2>
        {props.actions}
      </header>
      <div ref={(body) => props.bodyRef?.(body)} class={styles.panelBody}>
        {props.children}
      </div>
      <Show when={props.footer}>
        <div class={styles.panelFooter}>{props.footer}</div>
      </Show>
    </section>
  );
}
