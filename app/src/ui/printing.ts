/** Whether the page is being printed, as a signal. Invariant: true before the browser draws the pages. */
import { type Accessor, createSignal, onCleanup } from 'solid-js';

/** Follows a window for as long as its owner lives. */
export function createPrinting(view: Window): Accessor<boolean> {
  const [isPrinting, setPrinting] = createSignal(false);
  const begin = () => setPrinting(true);
  const end = () => setPrinting(false);
  view.addEventListener('beforeprint', begin);
  view.addEventListener('afterprint', end);
  onCleanup(() => {
    view.removeEventListener('beforeprint', begin);
    view.removeEventListener('afterprint', end);
  });
  return isPrinting;
}
