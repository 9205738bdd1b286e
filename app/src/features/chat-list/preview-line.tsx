/** The last thing in a chat, in one line, with its state where it is one's own. */
import { type JSX, Show } from 'solid-js';
import { t } from '../../i18n/words.ts';
import type { ChatRow, Preview } from '../../state/chats.ts';
import { StateMark } from '../../ui/state-mark/state-mark.tsx';
import styles from './chat-row.module.css';

export function PreviewLine(props: { readonly row: ChatRow }): JSX.Element {
  return (
    <Show
      when={props.row.preview}
      fallback={<span class={styles.text}>{t('list.nothingYet')}</span>}
    >
      {(preview) => (
        <>
          <Show when={shownState(preview())}>{(state) => <StateMark state={state()} />}</Show>
          <span
            class={styles.text}
            data-quiet={preview().kind === 'message' ? undefined : ''}
            dir="auto"
          >
            {previewText(preview())}
          </span>
        </>
      )}
    </Show>
  );
}

/** A deleted message has come as far as it can. */
function shownState(preview: Preview): Preview['state'] {
  return preview.kind === 'message' || preview.state === 'saved' ? preview.state : undefined;
}

function previewText(preview: Preview): string {
  switch (preview.kind) {
    case 'message':
      return preview.text;
    case 'deleted':
      return t('message.deleted');
    case 'unknown':
      return t('message.needsUpdate');
  }
}
