import { expect, test } from 'vitest';
import type { EntryId, UserId } from '../ids.ts';
import { limits } from '../limits.ts';
import { openChat, openedAt, sendMessage } from '../testkit/opened-chat.ts';
import { alice, aliceAndBob, bob, mallory, nthEntryId } from '../testkit/people.ts';
import type { PlainChat } from '../testkit/plain-chat.ts';
import { judge, write } from './registry.ts';

function edit(chat: PlainChat, author: UserId, message: EntryId, text: string, at = 50): string {
  const intent = { kind: 'message.edit', message, text } as const;
  const verdict = judge(chat, { userId: author }, aliceAndBob, intent);
  if (!verdict.ok) return verdict.code;
  write(chat, intent, { entryId: nthEntryId(5), author, at, number: 0, history: 0 });
  return 'accepted';
}

test('an edit changes the text, says when and how often, and nothing else', () => {
  const chat = openChat();
  const id = sendMessage(chat, alice, 'helo');
  expect(edit(chat, alice, id, 'hello')).toBe('accepted');
  expect(edit(chat, alice, id, 'hello!', 60)).toBe('accepted');
  const stored = { id, author: alice, at: openedAt, writtenAt: openedAt };
  expect(chat.entries()).toEqual([
    [1, { ...stored, text: 'hello!', edited: { at: 60, times: 2 } }],
  ]);
});

test('keys that this version does not know are kept', () => {
  const chat = openChat();
  const place = { id: nthEntryId(8), author: alice, at: 1 };
  const newer = {
    mentions: [bob],
    attachments: [{ file: 'x', size: [1, 2] }],
    poll: { open: true },
  };
  chat.place(1, { ...place, text: 'look', ...newer });
  expect(edit(chat, alice, nthEntryId(8), 'look!')).toBe('accepted');
  expect(chat.entries()).toEqual([
    [1, { ...place, text: 'look!', ...newer, edited: { at: 50, times: 1 } }],
  ]);
});

test('not there, not yours and deleted are one answer', () => {
  const chat = openChat();
  const hers = sendMessage(chat, alice, 'mine');
  const deleted = nthEntryId(8);
  chat.place(2, { id: deleted, author: bob, at: 1, deleted: bob });
  const event = nthEntryId(9);
  chat.place(3, { id: event, author: bob, at: 1, event: 'renamed' });
  for (const message of [hers, deleted, event, nthEntryId(4)]) {
    expect(edit(chat, bob, message, 'changed')).toBe('message-not-found');
  }
});

test('the answer says nothing about somebody else’s message, whatever is wrong with the text', () => {
  const chat = openChat({ segmentBytes: limits.segmentHardBytes });
  const hers = sendMessage(chat, alice, 'mine');
  for (const text of ['', 'x'.repeat(limits.textUnits + 1), 'changed']) {
    expect(edit(chat, bob, hers, text)).toBe(edit(chat, bob, nthEntryId(4), text));
    expect(edit(chat, mallory, hers, text)).toBe('chat-not-found');
    expect(edit(chat, mallory, nthEntryId(4), text)).toBe('chat-not-found');
  }
});

test('the new text is judged as that of any message', () => {
  const chat = openChat();
  const id = sendMessage(chat, alice, 'hello');
  expect(edit(chat, alice, id, ' \u200b')).toBe('text-empty');
  expect(edit(chat, alice, id, 'x'.repeat(limits.textUnits + 1))).toBe('text-too-long');
});

test('a message is edited as often as the limit says', () => {
  const chat = openChat();
  const id = sendMessage(chat, alice, 'hello');
  for (let times = 0; times < limits.editsPerMessage; times += 1) {
    expect(edit(chat, alice, id, `hello ${times}`)).toBe('accepted');
  }
  expect(edit(chat, alice, id, 'once more')).toBe('too-many-edits');
});

test('a segment grows by edits up to its hard limit, in bytes', () => {
  const roomBytes = 30;
  const chat = openChat({ segmentBytes: limits.segmentHardBytes - roomBytes });
  const id = sendMessage(chat, alice, 'hello');
  expect(edit(chat, alice, id, '漢'.repeat(10))).toBe('accepted');
  expect(edit(chat, alice, id, '漢'.repeat(11))).toBe('segment-full');
});

test('writing an edit of nothing is a broken assumption', () => {
  const intent = { kind: 'message.edit', message: nthEntryId(1), text: 'a' } as const;
  const stamp = { entryId: nthEntryId(2), author: alice, at: 1, number: 0, history: 0 };
  expect(() => write(openChat(), intent, stamp)).toThrow('edit of no message');
});
