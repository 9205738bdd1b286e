/**
 * What a device has to be told when it connects: pure, from what it says it holds and what one query
 * read. Invariant: of every chat that moved, is new to the device or ended for this person there is
 * exactly one word; of a chat where nothing moved there is none (DESIGN 4.7).
 */
import type { DocumentName } from '@jibber/schema/document/values';
import type { ChatId } from '@jibber/schema/ids';
import type { ChatHead, EndedChat } from '@jibber/schema/protocol/chats';
import type { Hello } from '@jibber/schema/protocol/hello';
import type { CatchUp } from '../storage/storage.ts';

export type WantedDocument = {
  readonly chatId: ChatId;
  readonly document: DocumentName;
  /** Position up to which the device has it whole. */
  readonly complete: number;
};

export type CatchUpPlan = {
  /** Chats that moved, and those new to the device. */
  readonly heads: readonly ChatHead[];
  readonly ended: readonly EndedChat[];
  /** Position up to which the device knows each of its chats; 0 for those that are new to it. */
  readonly known: ReadonlyMap<ChatId, number>;
  /** Held documents that are behind what the device knows. */
  readonly behind: readonly WantedDocument[];
};

/**
 * @param hello with the history id of `stored`; of another history nothing counts that the device holds
 */
export function planCatchUp(hello: Hello, stored: CatchUp): CatchUpPlan {
  const cursors = new Map(
    hello.historyId === stored.historyId
      ? hello.cursors.map((cursor) => [cursor.chatId, cursor])
      : [],
  );
  const heads: ChatHead[] = [];
  const known = new Map<ChatId, number>();
  const behind: WantedDocument[] = [];
  for (const chat of stored.chats) {
    const cursor = cursors.get(chat.chatId);
    cursors.delete(chat.chatId);
    // A cursor above the head is from a history that a restore took back: the chat is loaded anew.
    const isBelow = cursor !== undefined && cursor.head <= chat.head;
    known.set(chat.chatId, isBelow ? cursor.head : 0);
    if (cursor?.head !== chat.head) heads.push(chat);
    if (!isBelow) continue;
    for (const { document, complete } of cursor.behind) {
      behind.push({ chatId: chat.chatId, document, complete });
    }
  }
  // With head 0 a device lists what it has just opened itself and what waits in its outbox.
  const ended = [...cursors.values()]
    .filter(({ head }) => head > 0)
    .map(({ chatId, head }): EndedChat => {
      known.set(chatId, head);
      return { chatId, code: stored.departed.get(chatId) ?? 'chat-not-found' };
    });
  return { heads, ended, known, behind };
}
