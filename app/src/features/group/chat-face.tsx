/**
 * What a group adds to its chat: names, pictures, what was done, what may be done with messages, and
 * why one cannot write. Invariant: it reads the open chat and writes through `state` alone.
 */

import type { ChatId, UserId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import { createSignal, lazy, Show, Suspense } from 'solid-js';
import { explainError } from '../../i18n/explain.ts';
import { groupT } from '../../i18n/group-words.ts';
import { createAdministering } from '../../state/administering.ts';
import { useApp } from '../../state/app-state.ts';
import type { OpenChat, TimelineMessage } from '../../state/open-chat.ts';
import { peopleIcons } from '../../ui/icon/people-icons.ts';
import type { MenuItem } from '../../ui/menu/menu.tsx';
import { PersonPicture } from '../people/person-picture.tsx';
import type { GroupFace } from '../timeline/group-face.ts';
import type { TimelineItem } from '../timeline/items.ts';
import type { MessageActions } from '../timeline/message-actions.ts';
import { ClosedComposer, closedBy } from './closed-composer.tsx';
import { EventLine } from './event-line.tsx';
import { joinParts, splitEvent } from './event-parts.ts';
import styles from './group-chat.module.css';
import { headerLineOf } from './header-line.ts';
import type { ChatQuestion } from './message-dialogs.tsx';
import { createPersonOpening } from './person-opening.tsx';
import { ReportNotice } from './report-notice.tsx';
import { SenderName } from './sender-name.tsx';
import { wordsOfWish } from './wish-words.ts';

const MessageDialogs = lazy(() =>
  import('./message-dialogs.tsx').then((module) => ({ default: module.MessageDialogs })),
);

export type FaceParts = {
  readonly chatId: ChatId;
  readonly me: UserId;
  readonly chat: OpenChat;
  readonly messageActions: MessageActions;
};

/** Belongs to its owner. */
export function createChatFace({ chatId, me, chat, messageActions }: FaceParts): GroupFace {
  const app = useApp();
  const actions = createAdministering(app.session.replica);
  const opening = createPersonOpening();
  const [question, setQuestion] = createSignal<ChatQuestion>();
  const nameOf = (userId: UserId) => (userId === me ? groupT('event.you') : app.chats.name(userId));
  const row = () => app.chats.row(chatId);
  const may = (right: 'moderate') => chat.group()?.may(right) === true;

  function eventText(message: TimelineMessage): string {
    const wish = wordsOfWish(message);
    return wish ?? joinParts(splitEvent(message.event, message.author, me), nameOf);
  }

  function isShownSender({ isOwn, isFirst }: TimelineItem): boolean {
    return !isOwn && isFirst;
  }

  function menuItems({ message, isOwn }: TimelineItem): readonly MenuItem[] {
    if (message.kind !== 'message' || message.pending) return [];
    if (isOwn) {
      const onSelect = () => setQuestion({ kind: 'info', message });
      return [{ icon: peopleIcons.info, label: groupT('message.info'), onSelect }];
    }
    if (may('moderate')) {
      const onSelect = () => messageActions.delete(message);
      const label = groupT('message.removeForAll');
      return [{ icon: 'trash', label, isDangerous: true, onSelect }];
    }
    if (chat.group()?.myRole === undefined || row()?.ended !== undefined) return [];
    const onSelect = () => setQuestion({ kind: 'report', message });
    return [{ icon: peopleIcons.flag, label: groupT('message.report'), onSelect }];
  }

  return {
    showPerson: opening.show,
    eventText,
    menuItems,
    isKnown: () => chat.group() !== undefined || row()?.ended !== undefined,
    headerLine: () =>
      headerLineOf({
        count: chat.group()?.members.length,
        typing: app.chats.typing(chatId).map(app.chats.name),
        isPending: row()?.pending === true,
        ended: row()?.ended,
      }),
    eventLine: (message) => (
      <EventLine
        message={message()}
        me={me}
        wish={wordsOfWish(message())}
        isAsking={
          may('moderate') &&
          message().event?.type === 'asked' &&
          chat.group()?.asked.some(({ userId }) => userId === message().author) === true
        }
        onPerson={opening.show}
        onPeople={(people) => setQuestion({ kind: 'people', people })}
        onAnswer={(isAdmitted) => {
          actions.answerAsking(chatId, message().author, isAdmitted).catch(app.fail);
        }}
      />
    ),
    picture: (item) => (
      <Show when={!item().isOwn}>
        <span class={styles.picture}>
          <Show when={isShownSender(item())}>
            <PersonPicture
              userId={item().message.author}
              name={app.chats.name(item().message.author)}
              size="mini"
            />
          </Show>
        </span>
      </Show>
    ),
    sender: (item) => (
      <Show when={isShownSender(item())}>
        <SenderName
          userId={item().message.author}
          name={app.chats.name(item().message.author)}
          onOpen={() => opening.show(item().message.author)}
        />
      </Show>
    ),
    removedText({ deletedBy, author }) {
      if (deletedBy === undefined || deletedBy === author) return undefined;
      return deletedBy === me
        ? groupT('message.removedByYou')
        : groupT('message.removedBy', { name: app.chats.name(deletedBy) });
    },
    refusalHeading({ kind }) {
      switch (kind) {
        case 'group.create':
          return groupT('groupRefused.create');
        case 'group.delete':
          return groupT('groupRefused.delete');
        case 'message.report':
          return groupT('groupRefused.report');
        default:
          return undefined;
      }
    },
    refusalReason({ code }) {
      const ended = row()?.ended;
      // Whoever is out hears from the node no more than that there is no such chat.
      return code === 'chat-not-found' && ended !== undefined ? explainError(ended) : undefined;
    },
    isOver: () => row()?.ended !== undefined,
    isClosed: () => closedBy(row()?.ended, chat.group()) !== undefined,
    gate: () => (
      <Show when={closedBy(row()?.ended, chat.group())}>
        {(reason) => <ClosedComposer chatId={chatId} reason={reason()} actions={actions} />}
      </Show>
    ),
    notice: () => (
      <Show when={may('moderate')}>
        <ReportNotice chatId={chatId} />
      </Show>
    ),
    dialogs: () => (
      <>
        {opening.dialog()}
        <Show when={question()}>
          {(asked) => (
            <Suspense>
              <MessageDialogs
                chatId={chatId}
                chat={chat}
                me={me}
                actions={actions}
                question={asked()}
                isFetched={(chat.group()?.members.length ?? 0) > limits.deliveredMembers}
                onPerson={opening.show}
                onClose={() => setQuestion(undefined)}
              />
            </Suspense>
          )}
        </Show>
      </>
    ),
  };
}
