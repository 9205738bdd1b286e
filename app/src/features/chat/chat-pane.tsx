/**
 * The chat of the address: a private one, a group, or none that is here. Invariant: what only groups
 * need is loaded apart, and before the first of them is opened.
 */
import type { ChatId, UserId } from '@jibber/schema/ids';
import { type JSX, lazy, Match, Show, Switch } from 'solid-js';
import { chatT } from '../../i18n/chat-words.ts';
import { useApp } from '../../state/app-state.ts';
import { Button } from '../../ui/button/button.tsx';
import { EmptyState } from '../../ui/empty-state/empty-state.tsx';
import { HeldChat } from './held-chat.tsx';

/** So that the first group opens at once, also when the network has gone by then. */
export const loadGroupChat = () => import('../group/group-chat.tsx');
const GroupChat = lazy(() => loadGroupChat().then((module) => ({ default: module.GroupChat })));

export function ChatPane(props: { readonly chatId: ChatId; readonly me: UserId }): JSX.Element {
  const app = useApp();
  const kind = () => app.chats.row(props.chatId)?.kind;
  return (
    <Switch fallback={<MissingChat />}>
      <Match when={kind() === 'group'}>
        <GroupChat chatId={props.chatId} me={props.me} />
      </Match>
      <Match when={kind()}>
        <HeldChat chatId={props.chatId} me={props.me} />
      </Match>
    </Switch>
  );
}

/** An address that leads to no chat of this person, in the same words whether it exists or not. */
function MissingChat(): JSX.Element {
  const app = useApp();
  return (
    <Show when={app.chats.isLoaded() && !app.chats.isFirstSync()}>
      <EmptyState title={chatT('chat.missing.title')} text={chatT('chat.missing.text')}>
        <Button variant="filled" onClick={() => app.navigation.replace({ name: 'chats' })}>
          {chatT('chat.missing.action')}
        </Button>
      </EmptyState>
    </Show>
  );
}
