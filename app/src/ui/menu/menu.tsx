/**
 * A short list of actions: beside its cause where there is a pointer, a sheet at the bottom on a
 * phone. Invariant: it is modal and closes on Esc and on a press beside it; focus returns to where
 * it was. The popover is `manual`: an `auto` one closes when the press that opened it is released.
 */
import { For, type JSX, onCleanup, onMount } from 'solid-js';
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
  let cover: HTMLDivElement | undefined;
  let menu: HTMLDivElement | undefined;
  const cause = document.activeElement;

  onMount(() => {
    if (cover === undefined || menu === undefined) return;
    cover.showPopover();
    const place = placeMenu(
      props.origin,
      { width: menu.offsetWidth, height: menu.offsetHeight },
      { width: window.innerWidth, height: window.innerHeight },
      getComputedStyle(menu).direction === 'rtl',
    );
    menu.style.setProperty('--menu-x', `${place.x}px`);
    menu.style.setProperty('--menu-y', `${place.y}px`);
    findItems()[0]?.focus({ preventScroll: true });
  });
  onCleanup(() => {
    if (cause instanceof HTMLElement) cause.focus({ preventScroll: true });
  });

  function findItems(): HTMLElement[] {
    return [...(menu?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
  }

  function handleKey(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.key === 'Escape') {
      event.preventDefault();
      props.onClose();
      return;
    }
    const items = findItems();
    const active = document.activeElement;
    const at = active instanceof HTMLElement ? items.indexOf(active) : -1;
    const next = nextIndex(event.key, at, items.length);
    if (next === undefined) return;
    event.preventDefault();
    items[next]?.focus();
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a press beside the menu closes it; Esc is the key for it
    <div
      ref={cover}
      class={styles.cover}
      popover="manual"
      onPointerDown={(event) => {
        if (event.target === cover) props.onClose();
      }}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={handleKey}
    >
      <div ref={menu} class={styles.menu} role="menu" tabindex="-1" aria-label={props.label}>
        <For each={props.items}>
          {(item) => (
            <button
              type="button"
              role="menuitem"
              tabindex="-1"
              class={styles.item}
              data-dangerous={item.isDangerous ? '' : undefined}
              onClick={() => {
                props.onClose();
                item.onSelect();
              }}
            >
              <Icon name={item.icon} />
              {item.label}
            </button>
          )}
        </For>
      </div>
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
