/**
 * What a chat must hold, worked out from the rows and from what people did: a second, small
 * implementation of the intents that shares no code with the rules. Invariant: it knows of no device,
 * document, cache or order of arrival.
 */
import type { ChatId, EntryId, UserId } from '../ids.ts';
import { type Deed, entryKey, type History, type StoredRow } from './history.ts';

export type ExpectedMessage = {
  readonly id: EntryId;
  readonly number: number;
  readonly author: UserId;
  readonly text: string;
  readonly isDeleted: boolean;
};

export type ExpectedChat = {
  readonly chatId: ChatId;
  readonly members: ReadonlySet<UserId>;
  /** In order of their numbers. */
  readonly messages: readonly ExpectedMessage[];
};

/** Replays all chats. Throws where a row is of no deed: somebody wrote who did nothing. */
export function replayChats(history: History): ReadonlyMap<ChatId, ExpectedChat> {
  const deeds = new Map(history.deeds.map((deed) => [entryKey(deed), deed]));
  const chats = new Map<ChatId, StoredRow[]>();
  for (const row of history.rows) {
    chats.set(row.chatId, [...(chats.get(row.chatId) ?? []), row]);
  }
  return new Map(
    [...chats].map(([chatId, rows]) => {
      const sorted = rows.sort((one, other) => one.position - other.position);
      const chat = replayChat(chatId, sorted, deeds);
      const removed = (history.removals ?? []).filter((removal) => removal.chatId === chatId);
      const members = new Set(chat.members);
      for (const { userId } of removed) members.delete(userId);
      return [chatId, { ...chat, members }];
    }),
  );
}

function replayChat(
  chatId: ChatId,
  rows: readonly StoredRow[],
  deeds: ReadonlyMap<string, Deed>,
): ExpectedChat {
  const members = new Set<UserId>();
  const messages = new Map<EntryId, ExpectedMessage>();
  for (const row of rows) {
    const { entryId, author, number } = row;
    const deed = deeds.get(entryKey(row));
    if (deed === undefined || deed.chatId !== chatId) {
      throw new Error(`the row of ${entryId} in ${chatId} is of nobody's doing`);
    }
    const { intent } = deed;
    if (intent.kind === 'chat.open') {
      members.add(author);
      members.add(intent.with);
    } else if (intent.kind === 'message.send') {
      messages.set(entryId, { id: entryId, number, author, text: intent.text, isDeleted: false });
    } else {
      const target = messages.get(intent.message);
      if (target === undefined) throw new Error(`${entryId} changes what is not there`);
      messages.set(intent.message, {
        ...target,
        ...(intent.kind === 'message.edit' ? { text: intent.text } : { text: '', isDeleted: true }),
      });
    }
  }
  const inOrder = [...messages.values()].sort((one, other) => one.number - other.number);
  return { chatId, members, messages: inOrder };
}
