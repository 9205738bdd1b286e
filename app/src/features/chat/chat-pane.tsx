/**
 * The open chat: header, timeline, composer. Invariant: mounted anew for each chat, so that nothing
 * of one chat (draft, menu, place) is ever seen in another.
 */
import type { ChatId, UserId } from '@jibber/schema/ids';
import { createSignal, type JSX, Match, Show, Switch, untrack } from 'solid-js';
import { chatT } from '../../i18n/chat-words.ts';
import { useApp } from '../../state/app-state.ts';
import { createOpenChat } from '../../state/open-chat.ts';
import { Button } from '../../ui/button/button.tsx';
import { EmptyState } from '../../ui/empty-state/empty-state.tsx';
import { Composer, type Editing } from '../composer/composer.tsx';
import { ConnectionBar } from '../connection/connection-bar.tsx';
import { Announcements } from '../timeline/announcements.tsx';
import { lastEditable } from '../timeline/items.ts';
import { makeMessageActions } from '../timeline/message-actions.ts';
import { Timeline } from '../timeline/timeline.tsx';
import styles from './chat.module.css';
import { ChatHeader } from './chat-header.tsx';

export function ChatPane(props: { readonly chatId: ChatId; readonly me: UserId }): JSX.Element {
  const app = useApp();
  const row = () => app.chats.row(props.chatId);
  return (
    <Show when={row() !== undefined} fallback={<MissingChat />}>
      <HeldChat chatId={props.chatId} me={props.me} />
    </Show>
  );
}

function HeldChat(props: { readonly chatId: ChatId; readonly me: UserId }): JSX.Element {
  const app = useApp();
  const [editing, setEditing] = createSignal<Editing>();
  const chat = createOpenChat(
    app.session.replica,
    () => props.chatId,
    () => app.chats.row(props.chatId)?.preview === undefined,
    app.fail,
  );
  const actions = makeMessageActions(
    app,
    untrack(() => props.chatId),
    setEditing,
  );
  const isNotes = () => app.chats.isNotes(props.chatId);

  return (
    <>
      <ChatHeader chatId={props.chatId} />
      <ConnectionBar />
      <Switch fallback={<div class={styles.space} />}>
        <Match when={chat.messages().length > 0}>
          <Timeline
            chat={chat}
            title={app.chats.title(props.chatId)}
            me={props.me}
            actions={actions}
          />
        </Match>
        <Match when={chat.isOpen()}>
          <EmptyState
            title={isNotes() ? chatT('chat.emptyNotes.title') : chatT('chat.empty.title')}
            text={
              isNotes()
                ? chatT('chat.emptyNotes.text')
                : chatT('chat.empty.text', { name: app.chats.title(props.chatId) })
            }
          />
        </Match>
      </Switch>
      <Announcements chat={chat} me={props.me} nameOf={actions.authorName} />
      <Composer
        chatId={props.chatId}
        editing={editing()}
        onEditEnd={() => setEditing(undefined)}
        onEditLast={() => setEditing(lastEditable(chat.messages(), props.me))}
      />
    </>
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
