/** The two ways from a name to its person: write to him, or see who he is. */
import type { UserId } from '@jibber/schema/ids';
import { useApp } from '../../state/app-state.ts';
import { explainWriteFailure } from '../../state/writing.ts';

const failureShownMs = 6000;

export type PersonOpening = {
  write(userId: UserId): void;
  show(userId: UserId): void;
};

/** To be called where `useApp` may be. */
export function createPersonOpening(): PersonOpening {
  const app = useApp();

  function write(userId: UserId): void {
    const person = app.chats.person(userId);
    if (person === undefined) return;
    app.chats.openDirect(person).then((opened) => {
      if (opened.ok) app.navigation.open({ name: 'chat', chatId: opened.value });
      else app.notices.show({ text: explainWriteFailure(opened.code), shownMs: failureShownMs });
    }, app.fail);
  }

  return { write, show: write };
}
