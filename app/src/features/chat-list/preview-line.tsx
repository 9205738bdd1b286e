/** The last thing in a chat, in one line, with its state where it is one's own. */
import { type JSX, lazy, Show, Suspense } from 'solid-js';
import { t } from '../../i18n/words.ts';
import { useApp } from '../../state/app-state.ts';
import type { ChatRow, Preview } from '../../state/chats.ts';
import { StateMark } from '../../ui/state-mark/state-mark.tsx';
import styles from './chat-row.module.css';

const EventPreview = lazy(() =>
  import('../group/event-preview.tsx').then((module) => ({ default: module.EventPreview })),
);
const EndedPreview = lazy(() =>
  import('./ended-preview.tsx').then((module) => ({ default: module.EndedPreview })),
);

export function PreviewLine(props: { readonly row: ChatRow }): JSX.Element {
  const app = useApp();
  /** In a group it is said whose words these are; of one's own the mark says it. */
  const author = ({ author: by, state }: Preview) =>
    props.row.kind === 'group' && state === undefined ? app.chats.name(by) : undefined;
  return (
    <Show
      when={props.row.preview}
      fallback={
        <span class={styles.text}>
          <Show when={props.row.ended} fallback={t('list.nothingYet')}>
            {(code) => (
              <Suspense>
                <EndedPreview code={code()} />
              </Suspense>
            )}
          </Show>
        </span>
      }
    >
      {(preview) => (
        <>
          <Show when={shownState(preview())}>{(state) => <StateMark state={state()} />}</Show>
          <span
            class={styles.text}
            data-quiet={preview().kind === 'message' ? undefined : ''}
            dir="auto"
          >
            <Show when={preview().event} fallback={previewText(preview(), author(preview()))}>
              {(event) => (
                <Suspense>
                  <EventPreview event={event()} author={preview().author} />
                </Suspense>
              )}
            </Show>
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

function previewText({ kind, text }: Preview, author: string | undefined): string {
  if (kind === 'deleted') return t('message.deleted');
  if (kind !== 'message') return t('message.needsUpdate');
  return author === undefined ? text : t('list.said', { author, text });
}
