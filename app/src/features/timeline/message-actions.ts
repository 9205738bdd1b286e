/**
 * What can be done with a message, as named actions for rows and menu. Invariant: nothing is undone
 * silently; each action that can fail says so in words.
 */

import type { ChatId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import { chatT } from '../../i18n/chat-words.ts';
import { explainWriteFailure } from '../../i18n/explain.ts';
import type { AppState } from '../../state/app-state.ts';
import type { Refusal, TimelineMessage } from '../../state/open-chat.ts';
import type { MenuItem } from '../../ui/menu/menu.tsx';
import type { TimelineItem } from './items.ts';
import { isEditable } from './items.ts';

export type MessageActions = {
  authorName(message: TimelineMessage): string;
  copyText(text: string): void;
  edit(message: TimelineMessage): void;
  delete(message: TimelineMessage): void;
  retry(refusal: Refusal): void;
  discard(refusal: Refusal): void;
};

const copiedShownMs = 2000;
const failureShownMs = 6000;

/**
 * @param chatId the chat on the screen
 * @param onEdit hands the message to the composer
 */
export function makeMessageActions(
  app: AppState,
  chatId: ChatId,
  onEdit: (message: TimelineMessage) => void,
): MessageActions {
  const say = (text: string, shownMs: number) => app.notices.show({ text, shownMs });

  return {
    authorName(message) {
      const status = app.session.status();
      const isMe = status.status === 'signed-in' && status.me.userId === message.author;
      return isMe ? chatT('message.you') : app.chats.name(message.author);
    },
    copyText(text) {
      navigator.clipboard.writeText(text).then(
        () => say(chatT('message.copied'), copiedShownMs),
        (cause: unknown) => {
          console.warn('The clipboard refused the text.', cause);
          say(chatT('message.notCopied'), failureShownMs);
        },
      );
    },
    edit(message) {
      if (isEditable(message, message.author)) onEdit(message);
    },
    delete(message) {
      if (!isEditable(message, message.author)) return;
      app.writing.deleteMessage(chatId, message.id).then((result) => {
        if (!result.ok) {
          say(explainWriteFailure(result.code), failureShownMs);
          return;
        }
        app.notices.show({
          text: chatT('message.deletedUndo'),
          shownMs: limits.undoMs,
          action: {
            label: chatT('message.undo'),
            onSelect: () => {
              app.writing.undoDelete(result.value).then((isUndone) => {
                if (!isUndone) say(chatT('message.undoTooLate'), failureShownMs);
              }, app.fail);
            },
          },
        });
      }, app.fail);
    },
    retry(refusal) {
      app.writing.retryRefused(refusal.entryId).catch(app.fail);
    },
    discard(refusal) {
      app.writing.discardRefused(refusal.entryId).catch(app.fail);
    },
  };
}

/** Entries of a message's menu: only what can be done with this one. */
export function listMenuItems(item: TimelineItem, actions: MessageActions): MenuItem[] {
  const { message } = item;
  const items: MenuItem[] = [];
  if (message.kind === 'message') {
    items.push({
      icon: 'copy',
      label: chatT('message.copy'),
      onSelect: () => actions.copyText(message.text),
    });
  }
  if (item.isOwn && isEditable(message, message.author)) {
    items.push(
      { icon: 'edit', label: chatT('message.edit'), onSelect: () => actions.edit(message) },
      {
        icon: 'trash',
        label: chatT('message.delete'),
        isDangerous: true,
        onSelect: () => actions.delete(message),
      },
    );
  }
  return items;
}
