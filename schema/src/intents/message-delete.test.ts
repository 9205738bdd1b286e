import { expect, test } from 'vitest';
import type { EntryId, UserId } from '../ids.ts';
import { openChat, openedAt, sendMessage } from '../testkit/opened-chat.ts';
import { alice, aliceAndBob, bob, mallory, nthEntryId } from '../testkit/people.ts';
import type { PlainChat } from '../testkit/plain-chat.ts';
import { judge, write } from './registry.ts';

function remove(chat: PlainChat, author: UserId, message: EntryId): string {
  const intent = { kind: 'message.delete', message } as const;
  const verdict = judge(chat, { userId: author }, aliceAndBob, intent);
  if (!verdict.ok) return verdict.code;
  write(chat, intent, { entryId: nthEntryId(5), author, at: 50, number: 0, history: 0 });
  return 'accepted';
}

test('of a deleted message its place, its author and who deleted it stay, and nothing else', () => {
  const chat = openChat();
  const id = sendMessage(chat, alice, 'secret');
  expect(remove(chat, alice, id)).toBe('accepted');
  expect(chat.entries()).toEqual([[1, { id, author: alice, at: openedAt, deleted: alice }]]);
});

test('what a newer version put into a message is deleted with it', () => {
  const chat = openChat();
  const place = { id: nthEntryId(8), author: alice, at: 1 };
  chat.place(1, { ...place, text: 'x', attachments: ['secret'], edited: { at: 2, times: 1 } });
  chat.place(2, { ...place, id: nthEntryId(9), poll: 'secret' });
  expect(remove(chat, alice, nthEntryId(8))).toBe('accepted');
  expect(remove(chat, alice, nthEntryId(9))).toBe('accepted');
  expect(chat.entries()).toEqual([
    [1, { ...place, deleted: alice }],
    [2, { ...place, id: nthEntryId(9), deleted: alice }],
  ]);
});

test('deleting it again is accepted, and who deleted it first stays', () => {
  const chat = openChat();
  const removed = { id: nthEntryId(8), author: alice, at: 1, deleted: bob };
  chat.place(1, removed);
  expect(remove(chat, alice, nthEntryId(8))).toBe('accepted');
  expect(chat.entries()).toEqual([[1, removed]]);
});

test('not there and not yours are one answer, as are a foreign chat and none', () => {
  const chat = openChat();
  const hers = sendMessage(chat, alice, 'mine');
  expect(remove(chat, bob, hers)).toBe('message-not-found');
  expect(remove(chat, bob, nthEntryId(4))).toBe('message-not-found');
  expect(remove(chat, mallory, hers)).toBe('chat-not-found');
  expect(remove(chat, mallory, nthEntryId(4))).toBe('chat-not-found');
});

test('a value without a place is nobody’s', () => {
  const chat = openChat();
  const odd = { ...chat, locate: () => ({ number: 1, value: { author: alice } }) };
  const intent = { kind: 'message.delete', message: nthEntryId(1) } as const;
  const verdict = judge(odd, { userId: alice }, aliceAndBob, intent);
  expect(verdict).toEqual({ ok: false, code: 'message-not-found' });
});

test('writing a deletion of nothing is a broken assumption', () => {
  const intent = { kind: 'message.delete', message: nthEntryId(1) } as const;
  const stamp = { entryId: nthEntryId(2), author: alice, at: 1, number: 0, history: 0 };
  expect(() => write(openChat(), intent, stamp)).toThrow('deletion of no message');
});
