/**
 * Where one writes, and changes what one has written. Invariant: a text leaves the field only when
 * it is on this device's disk; one that is refused comes back with the reason.
 */

import type { ChatId, EntryId } from '@jibber/schema/ids';
import { createEffect, createSignal, type JSX, on, onMount, Show, untrack } from 'solid-js';
import { chatT } from '../../i18n/chat-words.ts';
import { explainWriteFailure } from '../../i18n/explain.ts';
import { t } from '../../i18n/words.ts';
import { useApp } from '../../state/app-state.ts';
import type { WriteResult } from '../../state/writing.ts';
import { IconButton } from '../../ui/button/button.tsx';
import { Icon } from '../../ui/icon/icon.tsx';
import styles from './composer.module.css';
import { createDraft } from './draft.ts';
import { readKey } from './keys.ts';
import { RoomNote } from './room-note.tsx';
import { cleanText, measureRoom } from './text-limit.ts';

/** The message being changed. */
export type Editing = { readonly id: EntryId; readonly text: string };

/** Mounted anew for each chat. */
export function Composer(props: {
  readonly chatId: ChatId;
  readonly editing: Editing | undefined;
  /** The last own message is asked for. */
  readonly onEditLast: () => void;
  readonly onEditEnd: () => void;
}): JSX.Element {
  const app = useApp();
  const draft = createDraft(
    app,
    untrack(() => props.chatId),
  );
  const [edited, setEdited] = createSignal('');
  const [failure, setFailure] = createSignal<string>();
  let field: HTMLTextAreaElement | undefined;
  const isTouch = window.matchMedia('(pointer: coarse)').matches;

  const text = () => (props.editing === undefined ? draft.text() : edited());
  const room = () => measureRoom(cleanText(text()));

  function write(next: string): void {
    setFailure(undefined);
    if (props.editing !== undefined) setEdited(next);
    else {
      draft.write(next);
      if (next !== '') app.writing.tellTyping(props.chatId);
    }
  }

  function submit(): void {
    const { state } = room();
    if (state === 'empty' || state === 'over') return;
    const written = cleanText(text());
    if (props.editing !== undefined) {
      const { id, text: before } = props.editing;
      props.onEditEnd();
      if (written === before) return;
      keepOrReport(app.writing.editMessage(props.chatId, id, written), written);
    } else {
      keepOrReport(app.writing.sendMessage(props.chatId, written, draft.take()), written);
    }
  }

  function keepOrReport(result: Promise<WriteResult>, written: string): void {
    result.then((answer) => {
      setFailure(answer.ok ? undefined : explainWriteFailure(answer.code));
      if (!answer.ok) draft.giveBack(written);
    }, app.fail);
  }

  function handleKey(event: KeyboardEvent): void {
    const wanted = readKey(event, isTouch, text() === '');
    if (wanted === undefined) return;
    if (wanted === 'cancel' && props.editing === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (wanted === 'send') submit();
    else if (wanted === 'edit-last') props.onEditLast();
    else props.onEditEnd();
  }

  createEffect(
    on(
      () => props.editing,
      (editing, before) => {
        setEdited(editing?.text ?? '');
        setFailure(undefined);
        if (editing !== undefined || before !== undefined) field?.focus();
        field?.setSelectionRange(text().length, text().length);
      },
      { defer: true },
    ),
  );
  onMount(() => {
    if (!isTouch) field?.focus({ preventScroll: true });
  });

  return (
    <section class={styles.composer} aria-label={t('landmark.composer')} data-landmark="">
      <form
        class={styles.form}
        data-over={room().state === 'over' ? '' : undefined}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Show when={props.editing}>
          {(editing) => (
            <div class={styles.editing}>
              <Icon name="edit" size="small" />
              <div>
                <b>{chatT('composer.editing')}</b>
                <p>{editing().text}</p>
              </div>
              <IconButton
                icon="close"
                label={chatT('composer.cancelEdit')}
                onClick={() => props.onEditEnd()}
              />
            </div>
          )}
        </Show>
        <div class={styles.line}>
          <div class={styles.growing} data-text={text()}>
            <textarea
              ref={field}
              class={styles.field}
              rows={1}
              dir={text() === '' ? undefined : 'auto'}
              enterkeyhint={isTouch ? 'enter' : 'send'}
              aria-label={
                props.editing === undefined
                  ? chatT('composer.placeholder')
                  : chatT('composer.editing')
              }
              aria-describedby="composer-note"
              aria-invalid={room().state === 'over' ? 'true' : undefined}
              placeholder={chatT('composer.placeholder')}
              value={text()}
              onInput={(event) => write(event.currentTarget.value)}
              onKeyDown={handleKey}
            />
          </div>
          <div class={styles.send} data-ready={room().state === 'empty' ? undefined : ''}>
            <IconButton
              type="submit"
              icon={props.editing === undefined ? 'send' : 'check'}
              label={props.editing === undefined ? chatT('composer.send') : chatT('composer.save')}
              aria-disabled={room().state === 'empty' || room().state === 'over'}
              // The field keeps the focus, and with it a phone its keyboard.
              onPointerDown={(event) => event.preventDefault()}
            />
          </div>
        </div>
      </form>
      <RoomNote room={room()} failure={failure()} />
    </section>
  );
}
