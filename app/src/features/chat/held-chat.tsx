/**
 * A chat that is on this device: header, timeline, composer. Invariant: mounted anew for each chat, so
 * that nothing of one chat (draft, menu, place) is ever seen in another.
 */
import type { ChatId, UserId } from '@jibber/schema/ids';
import { createSignal, type JSX, lazy, Match, Show, Suspense, Switch, untrack } from 'solid-js';
import { chatT } from '../../i18n/chat-words.ts';
import { useApp } from '../../state/app-state.ts';
import { createOpenChat, type OpenChat } from '../../state/open-chat.ts';
import { createBlocked } from '../../state/own-account.ts';
import { EmptyState } from '../../ui/empty-state/empty-state.tsx';
import { Composer, type Editing } from '../composer/composer.tsx';
import { ConnectionBar } from '../connection/connection-bar.tsx';
import { Announcements } from '../timeline/announcements.tsx';
import type { GroupFace } from '../timeline/group-face.ts';
import { lastEditable } from '../timeline/items.ts';
import { type MessageActions, makeMessageActions } from '../timeline/message-actions.ts';
import { Timeline } from '../timeline/timeline.tsx';
import styles from './chat.module.css';
import { ChatHeader } from './chat-header.tsx';

const BlockedBar = lazy(() =>
  import('../people/blocked-bar.tsx').then((module) => ({ default: module.BlockedBar })),
);

/** @param props.makeFace what a group adds; called once, belongs to this component */
export function HeldChat(props: {
  readonly chatId: ChatId;
  readonly me: UserId;
  readonly makeFace?: (chat: OpenChat, actions: MessageActions) => GroupFace;
}): JSX.Element {
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
  const face = untrack(() => props.makeFace?.(chat, actions));
  const isNotes = () => app.chats.isNotes(props.chatId);
  const peer = () => app.chats.row(props.chatId)?.peer;
  const isBlocked = createBlocked(app.session.replica, peer);

  return (
    <>
      <ChatHeader chatId={props.chatId} groupLine={face?.headerLine()} />
      <ConnectionBar />
      {face?.notice()}
      <Switch fallback={<div class={styles.space} />}>
        <Match when={chat.messages().length > 0}>
          <Timeline
            chat={chat}
            title={app.chats.title(props.chatId)}
            me={props.me}
            actions={actions}
            face={face}
          />
        </Match>
        <Match when={chat.isOpen() && face === undefined}>
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
      <Show when={face?.isKnown() ?? true}>
        <Show
          when={face?.isClosed() || isBlocked()}
          fallback={
            <Composer
              chatId={props.chatId}
              editing={editing()}
              onEditEnd={() => setEditing(undefined)}
              onEditLast={() => setEditing(lastEditable(chat.messages(), props.me))}
            />
          }
        >
          <Show when={isBlocked() && peer()} fallback={face?.gate()}>
            {(blocked) => (
              <Suspense>
                <BlockedBar userId={blocked()} />
              </Suspense>
            )}
          </Show>
        </Show>
      </Show>
      {face?.dialogs()}
    </>
  );
}
