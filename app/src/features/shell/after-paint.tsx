/**
 * What the screen needs only once the list has been painted: the keys that work everywhere and, where
 * list and chat stand side by side, the edge between them.
 */
import { type JSX, Show } from 'solid-js';
import { useApp } from '../../state/app-state.ts';
import { ListResizer } from './list-resizer.tsx';
import { followShortcuts } from './shortcuts.ts';

export function AfterPaint(props: { readonly isNarrow: boolean }): JSX.Element {
  followShortcuts(useApp());
  return (
    <Show when={!props.isNarrow}>
      <ListResizer />
    </Show>
  );
}
