/**
 * Watches for invitations and loads what shows them only when there are some. Invariant: one that was
 * answered here is not shown again while the answer is on its way.
 */
import type { ChatId } from '@jibber/schema/ids';
import { createSignal, type JSX, lazy, Show, Suspense } from 'solid-js';
import { useApp } from '../../state/app-state.ts';
import { createOwnAccount } from '../../state/own-account.ts';

const InvitationList = lazy(() =>
  import('./invitation-list.tsx').then((module) => ({ default: module.InvitationList })),
);

export function Invitations(): JSX.Element {
  const app = useApp();
  const account = createOwnAccount(app.session.replica);
  const [answered, setAnswered] = createSignal<ReadonlySet<ChatId>>(new Set());
  /** Whoever accepted has the group in his list already, as his wish. */
  const isOpen = (chatId: ChatId) =>
    !answered().has(chatId) && app.chats.row(chatId)?.pending !== true;
  const open = () => (account()?.invitations ?? []).filter(({ chatId }) => isOpen(chatId));
  return (
    <Show when={open().length > 0}>
      <Suspense>
        <InvitationList
          invitations={open()}
          onAnswered={(chatId) => setAnswered((before) => new Set([...before, chatId]))}
        />
      </Suspense>
    </Show>
  );
}
