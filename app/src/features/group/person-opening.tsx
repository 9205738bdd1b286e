/** The two ways from a name to its person: write to him, or see who he is. */

import type { UserId } from '@jibber/schema/ids';
import { createSignal, type JSX, lazy, Show, Suspense } from 'solid-js';
import { explainWriteFailure } from '../../i18n/explain.ts';
import { useApp } from '../../state/app-state.ts';

const PersonDialog = lazy(() =>
  import('./person-dialog.tsx').then((module) => ({ default: module.PersonDialog })),
);

const failureShownMs = 6000;

export type PersonOpening = {
  write(userId: UserId): void;
  show(userId: UserId): void;
  /** Who is shown now. */
  dialog(): JSX.Element;
};

/** To be called where `useApp` may be. */
export function createPersonOpening(): PersonOpening {
  const app = useApp();
  const [shown, setShown] = createSignal<UserId>();

  function write(userId: UserId): void {
    setShown(undefined);
    const person = app.chats.person(userId);
    if (person === undefined) return;
    app.chats.openDirect(person).then((opened) => {
      if (opened.ok) app.navigation.open({ name: 'chat', chatId: opened.value });
      else app.notices.show({ text: explainWriteFailure(opened.code), shownMs: failureShownMs });
    }, app.fail);
  }

  return {
    write,
    show: (userId) => setShown(userId),
    dialog: () => (
      <Show when={shown()}>
        {(userId) => (
          <Suspense>
            <PersonDialog
              userId={userId()}
              onWrite={() => write(userId())}
              onClose={() => setShown(undefined)}
            />
          </Suspense>
        )}
      </Show>
    ),
  };
}
