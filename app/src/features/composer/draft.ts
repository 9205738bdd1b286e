/**
 * What is being written in one chat. Invariants: it is on this device's disk a moment after the last
 * key, and when the chat or the page is left; it is never kept for another account than its writer's.
 */
import type { ChatId, UserId } from '@jibber/schema/ids';
import { type Accessor, createSignal, onCleanup } from 'solid-js';
import type { AppState } from '../../state/app-state.ts';

const saveAfterMs = 250;

export type Draft = {
  readonly text: Accessor<string>;
  write(text: string): void;
  /** Empties the field. @returns what is on the disk, there until the text is in the outbox */
  take(): string;
  /** What was taken could not be kept: it stands before what has been written since. */
  giveBack(taken: string): void;
};

type DraftPorts = Pick<AppState, 'fail'> & {
  readonly chats: Pick<AppState['chats'], 'row'>;
  readonly session: Pick<AppState['session'], 'status'>;
  readonly writing: Pick<AppState['writing'], 'saveDraft'>;
};

/** Belongs to its owner; starts with what was written before. */
export function createDraft(app: DraftPorts, chatId: ChatId): Draft {
  const writer = signedIn(app);
  let saved = app.chats.row(chatId)?.draft ?? '';
  const [text, setText] = createSignal(saved);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isSaved = true;

  function save(): void {
    clearTimeout(timer);
    // Two people who use this browser may have this very chat with each other.
    if (isSaved || signedIn(app) !== writer) return;
    isSaved = true;
    saved = text();
    app.writing.saveDraft(chatId, saved).catch(app.fail);
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
      return saved;
    },
    giveBack(taken) {
      write(text() === '' ? taken : `${taken}\n${text()}`);
    },
  };
}

function signedIn(app: DraftPorts): UserId | undefined {
  const session = app.session.status();
  return session.status === 'signed-in' ? session.me.userId : undefined;
}
