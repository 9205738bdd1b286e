/**
 * One tab stop for a whole list; arrows move it. Invariant: the row that has the focus stays
 * mounted, so that scrolling never throws the focus away.
 */
import { type Accessor, createSignal } from 'solid-js';

export type Roving = {
  isStop(key: string): boolean;
  moveTo(key: string): void;
  handleKey(event: KeyboardEvent): void;
  readonly keepMounted: Accessor<number[]>;
};

/**
 * @param list element that holds the rows, each with its `data-key`
 * @param keys of all rows, in order
 * @param scrollTo brings an index into sight
 */
export function createRoving(
  list: () => HTMLElement | undefined,
  keys: Accessor<readonly string[]>,
  scrollTo: (index: number) => void,
): Roving {
  const [chosen, setChosen] = createSignal<string>();
  const stop = () => {
    const key = chosen();
    return key !== undefined && keys().includes(key) ? key : keys().at(-1);
  };

  function focusRow(index: number): void {
    const key = keys()[index];
    if (key === undefined) return;
    setChosen(key);
    scrollTo(index);
    requestAnimationFrame(() => {
      list()
        ?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)
        ?.focus({ preventScroll: true });
    });
  }

  return {
    isStop: (key) => key === stop(),
    moveTo: (key) => setChosen(key),
    keepMounted() {
      const index = keys().indexOf(stop() ?? '');
      return index === -1 ? [] : [index];
    },
    handleKey(event) {
      const row = event.target instanceof Element ? event.target.closest('[data-key]') : null;
      if (row === null || event.altKey || event.ctrlKey || event.metaKey) return;
      const at = keys().indexOf(row.getAttribute('data-key') ?? '');
      const next = nextIndex(event.key, at, keys().length);
      if (at === -1 || next === undefined) return;
      event.preventDefault();
      focusRow(next);
    },
  };
}

/** Index a key moves to, not beyond the ends; undefined for keys that move nothing. */
export function nextIndex(key: string, at: number, count: number): number | undefined {
  const target = targetIndex(key, at, count);
  return target === undefined ? undefined : Math.max(0, Math.min(count - 1, target));
}

function targetIndex(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return at + 1;
    case 'ArrowUp':
      return at - 1;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
