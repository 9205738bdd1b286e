/**
 * Short notices with at most one action. Invariant: one at a time, the newest; each goes by itself
 * after its time, and what it offered then happens or not as its text says.
 */
import { type Accessor, createSignal, onCleanup } from 'solid-js';

export type Notice = {
  readonly text: string;
  readonly action?: { readonly label: string; readonly onSelect: () => void };
  readonly shownMs: number;
};

export type Notices = {
  readonly current: Accessor<Notice | undefined>;
  show(notice: Notice): void;
  dismiss(): void;
};

/** Belongs to its owner, with whose end the timer ends. */
export function createNotices(): Notices {
  const [current, setCurrent] = createSignal<Notice>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function dismiss(): void {
    clearTimeout(timer);
    setCurrent(undefined);
  }

  onCleanup(dismiss);
  return {
    current,
    dismiss,
    show(notice) {
      clearTimeout(timer);
      setCurrent(notice);
      timer = setTimeout(dismiss, notice.shownMs);
    },
  };
}
