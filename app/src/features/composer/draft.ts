/**
 * What is being written in one chat. Invariant: it is on this device's disk a moment after the last
 * key, and when the chat or the page is left.
 */
import type { ChatId } from '@jibber/schema/ids';
import { type Accessor, createSignal, onCleanup } from 'solid-js';
import type { AppState } from '../../state/app-state.ts';

const saveAfterMs = 250;

export type Draft = {
  readonly text: Accessor<string>;
  write(text: string): void;
  /** Empties the field. The disk keeps the text until `settle`, so that a kill does not lose it. */
  take(): void;
  /** What was taken is in the outbox. */
  settle(): void;
  /** What was taken could not be kept: it stands before what has been written since. */
  giveBack(taken: string): void;
};

/** Belongs to its owner; starts with what was written before. */
export function createDraft(app: AppState, chatId: ChatId): Draft {
  const [text, setText] = createSignal(app.chats.row(chatId)?.draft ?? '');
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isSaved = true;

  function save(): void {
    clearTimeout(timer);
    if (isSaved) return;
    isSaved = true;
    app.writing.saveDraft(chatId, text()).catch(app.fail);
  }

  function write(next: string): void {
    if (next === text()) return;
    setText(next);
    isSaved = false;
    clearTimeout(timer);
    timer = setTimeout(save, saveAfterMs);
  }

  document.addEventListener('visibilitychange', save);
  window.addEventListener('pagehide', save);
  onCleanup(() => {
    document.removeEventListener('visibilitychange', save);
    window.removeEventListener('pagehide', save);
    save();
  });

  return {
    text,
    write,
    take() {
      clearTimeout(timer);
      isSaved = true;
      setText('');
    },
    settle() {
      isSaved = false;
      save();
    },
    giveBack(taken) {
      write(text() === '' ? taken : `${taken}\n${text()}`);
    },
  };
}
