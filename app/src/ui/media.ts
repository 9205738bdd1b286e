/** Media queries as signals. */
import { type Accessor, createSignal, onCleanup } from 'solid-js';

/** One pane at a time: the same bound as in the style sheets. */
const narrow = '(max-width: 639px)';

/** Whether there is room for one pane only; follows rotation and resizing of its owner's window. */
export function createNarrow(view: Window): Accessor<boolean> {
  const query = view.matchMedia(narrow);
  const [isNarrow, setNarrow] = createSignal(query.matches);
  const follow = () => setNarrow(query.matches);
  query.addEventListener('change', follow);
  onCleanup(() => query.removeEventListener('change', follow));
  return isNarrow;
}
