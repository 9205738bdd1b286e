/** The edge between list and chat, to be drawn by hand or moved by key. */
import type { JSX } from 'solid-js';
import { t } from '../../i18n/words.ts';
import { useApp } from '../../state/app-state.ts';
import { listSizePx } from '../../state/list-size.ts';
import styles from './shell.module.css';

const stepPx = 10;

export function ListResizer(): JSX.Element {
  const app = useApp();

  function drag(event: PointerEvent): void {
    const edge = event.currentTarget;
    if (!(edge instanceof HTMLElement) || !edge.hasPointerCapture(event.pointerId)) return;
    const screen = edge.parentElement?.getBoundingClientRect();
    if (screen === undefined) return;
    const isRightToLeft = getComputedStyle(edge).direction === 'rtl';
    app.listSize.resize(isRightToLeft ? screen.right - event.clientX : event.clientX - screen.left);
  }

  function press(event: KeyboardEvent): void {
    const step = { ArrowRight: stepPx, ArrowLeft: -stepPx }[event.key];
    if (step === undefined || !(event.currentTarget instanceof HTMLElement)) return;
    event.preventDefault();
    const isRightToLeft = getComputedStyle(event.currentTarget).direction === 'rtl';
    app.listSize.resize(app.listSize.widthPx() + (isRightToLeft ? -step : step));
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> cannot be moved
    <div
      class={styles.edge}
      role="separator"
      tabindex="0"
      aria-orientation="vertical"
      aria-label={t('list.width')}
      aria-valuemin={listSizePx.least}
      aria-valuemax={listSizePx.most}
      aria-valuenow={app.listSize.widthPx()}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={press}
    />
  );
}
