/** Order and sums over the rows of the chat list, pure. */
import type { ChatId } from '@jibber/schema/ids';
import type { ChatRow } from '../replica/replica.ts';

/**
 * Newest first. Invariant: the order is total, so that two rows of the same moment never change
 * places under the reader.
 */
export function sortChats(rows: readonly ChatRow[]): ChatId[] {
  return rows
    .toSorted((a, b) => b.sortAt - a.sortAt || (a.chatId < b.chatId ? -1 : 1))
    .map((row) => row.chatId);
}

/** Unread messages over all chats, as the title and the badge say it. */
export function totalUnread(rows: readonly ChatRow[]): number {
  return rows.reduce((sum, row) => sum + row.unread.count, 0);
}

/**
 * The chat before or after the open one in the list.
 * @param step 1 down, -1 up
 * @returns the first chat where none is open; undefined at either end
 */
export function neighbourChat(
  order: readonly ChatId[],
  open: ChatId | undefined,
  step: 1 | -1,
): ChatId | undefined {
  if (open === undefined) return order[0];
  return order[order.indexOf(open) + step];
}
