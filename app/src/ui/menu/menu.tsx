/**
 * A short list of actions: beside its cause where there is a pointer, a sheet at the bottom on a
 * phone. Invariant: light dismiss, Esc and the return of focus are the browser's own (`popover`).
 */
import { For, type JSX, onMount } from 'solid-js';
import { Icon, type IconName } from '../icon/icon.tsx';
import styles from './menu.module.css';
import { placeMenu } from './placement.ts';

export type MenuItem = {
  readonly icon: IconName;
  readonly label: string;
  readonly isDangerous?: boolean;
  readonly onSelect: () => void;
};

/** Where a menu opens: px in the viewport, the point of a click or the corner of a button. */
export type MenuOrigin = { readonly x: number; readonly y: number };

/**
 * Open for as long as it is mounted.
 * @param props.onClose it has been dismissed or used; the owner unmounts it
 */
export function Menu(props: {
  readonly label: string;
  readonly origin: MenuOrigin;
  readonly items: readonly MenuItem[];
  readonly onClose: () => void;
}): JSX.Element {
  let element: HTMLDivElement | undefined;

  onMount(() => {
    if (element === undefined) return;
    element.showPopover();
    const place = placeMenu(
      props.origin,
      { width: element.offsetWidth, height: element.offsetHeight },
      { width: window.innerWidth, height: window.innerHeight },
      getComputedStyle(element).direction === 'rtl',
    );
    element.style.setProperty('--menu-x', `${place.x}px`);
    element.style.setProperty('--menu-y', `${place.y}px`);
    element.querySelector<HTMLElement>('[role=menuitem]')?.focus();
  });

  function moveFocus(event: KeyboardEvent): void {
    const items = [...(element?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
    const active = document.activeElement;
    const at = active instanceof HTMLElement ? items.indexOf(active) : -1;
    const next = nextIndex(event.key, at, items.length);
    if (next === undefined) return;
    event.preventDefault();
    items[next]?.focus();
  }

  return (
    <div
      ref={element}
      class={styles.menu}
      popover="auto"
      role="menu"
      tabindex="-1"
      aria-label={props.label}
      onKeyDown={moveFocus}
      onToggle={(event) => {
        if (event.newState === 'closed') props.onClose();
      }}
    >
      <For each={props.items}>
        {(item) => (
          <button
            type="button"
            role="menuitem"
            tabindex="-1"
            class={styles.item}
            data-dangerous={item.isDangerous ? '' : undefined}
            onClick={() => {
              element?.hidePopover();
              item.onSelect();
            }}
          >
            <Icon name={item.icon} />
            {item.label}
          </button>
        )}
      </For>
    </div>
  );
}

/** Index that a key moves to in a ring of items; undefined for keys that move nothing. */
function nextIndex(key: string, at: number, count: number): number | undefined {
  if (key === 'ArrowDown' || key === 'Tab') return (at + 1) % count;
  if (key === 'ArrowUp') return (at - 1 + count) % count;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return undefined;
}
