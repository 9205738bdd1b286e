import { directChatId, userId } from '@jibber/schema/ids';
import { expect, test } from 'vitest';
import type { ChatRow } from '../replica/replica.ts';
import { neighbourChat, sortChats, totalUnread } from './chat-order.ts';

const alice = userId('0193a1b2-0000-7000-8000-000000000001');

function makeRow(n: number, sortAt: number, unread = 0): ChatRow {
  const peer = userId(`0193a1b2-0000-7000-8000-00000000000${n}`);
  return {
    chatId: directChatId(alice, peer),
    kind: 'direct',
    peer,
    title: `Person ${n}`,
    picture: undefined,
    ended: undefined,
    pending: false,
    preview: undefined,
    sortAt,
    unread: { count: unread, more: false },
    draft: undefined,
  };
}

test('the newest chat is first, whatever order the rows come in', () => {
  const rows = [makeRow(2, 10), makeRow(3, 30), makeRow(4, 20)];
  const expected = [rows[1], rows[2], rows[0]].map((row) => row?.chatId);
  expect(sortChats(rows)).toEqual(expected);
  expect(sortChats(rows.toReversed())).toEqual(expected);
});

test('chats of the same moment keep one order', () => {
  const rows = [makeRow(2, 10), makeRow(3, 10), makeRow(4, 10)];
  expect(sortChats(rows)).toEqual(sortChats(rows.toReversed()));
});

test('unread messages are summed over all chats', () => {
  expect(totalUnread([makeRow(2, 1, 2), makeRow(3, 1, 0), makeRow(4, 1, 5)])).toBe(7);
});

test('Alt and an arrow go from chat to chat and stop at the ends', () => {
  const order = sortChats([makeRow(2, 30), makeRow(3, 20), makeRow(4, 10)]);
  const [first, second, third] = order;
  expect(neighbourChat(order, undefined, 1)).toBe(first);
  expect(neighbourChat(order, first, 1)).toBe(second);
  expect(neighbourChat(order, third, 1)).toBeUndefined();
  expect(neighbourChat(order, first, -1)).toBeUndefined();
});
