import { expect, test } from 'vitest';
import { readMember } from '../document/members.ts';
import { directChatId } from '../ids.ts';
import { applyIntent } from '../testkit/applied-intent.ts';
import { openChat } from '../testkit/opened-chat.ts';
import { alice, aliceAndBob, bob, mallory, nthEntryId } from '../testkit/people.ts';
import { createPlainChat } from '../testkit/plain-chat.ts';
import { chatOpen } from './chat-open.ts';
import { judge } from './registry.ts';

const withBob = { kind: 'chat.open', with: bob } as const;
const stamp = { entryId: nthEntryId(1), author: alice, at: 77, number: 0, history: 0 };

test('an opened chat has both people as members from the first number, and its first segment', () => {
  const chat = createPlainChat();
  expect(judge(chat, { userId: alice }, aliceAndBob, withBob).ok).toBe(true);
  chatOpen.write(chat, withBob, stamp);
  expect(chat.info.get('kind')).toBe('direct');
  expect(chat.info.get('at')).toBe(77);
  const member = { role: 'member', spans: [[1, null]] };
  expect(readMember(chat.members.get(alice))).toEqual(member);
  expect(readMember(chat.members.get(bob))).toEqual(member);
  expect(chat.roleOf(mallory)).toBeUndefined();
  expect(chat.segments.get('0')).toBe(1);
  expect(chat.entries()).toEqual([]);
});

test('a chat with oneself has one member', () => {
  const notes = createPlainChat();
  const intent = { kind: 'chat.open', with: alice } as const;
  const chatId = directChatId(alice, alice);
  expect(judge(notes, { userId: alice }, chatId, intent).ok).toBe(true);
  chatOpen.write(notes, intent, stamp);
  expect(notes.roleOf(alice)).toBe('member');
  expect(notes.roleOf(bob)).toBeUndefined();
});

test('opening it again, from either side, is accepted and changes nothing', () => {
  const chat = openChat();
  const before = [chat.info.get('at'), chat.members.get(alice)];
  for (const [author, peer] of [
    [alice, bob],
    [bob, alice],
  ] as const) {
    const intent = { kind: 'chat.open', with: peer } as const;
    const entry = { author, chatId: aliceAndBob, entryId: nthEntryId(2), at: 99, intent };
    expect(applyIntent(chat, entry).ok).toBe(true);
  }
  expect([chat.info.get('at'), chat.members.get(alice)]).toEqual(before);
});

test('it is accepted again even where the other cannot be written to any more', () => {
  const chat = openChat();
  const closed = { ...chat, exists: true, relation: () => 'unreachable' as const };
  expect(judge(closed, { userId: alice }, aliceAndBob, withBob).ok).toBe(true);
});

test('nobody opens a chat with somebody who is not there', () => {
  const chat = createPlainChat({ relation: () => 'unreachable' });
  const verdict = judge(chat, { userId: alice }, aliceAndBob, withBob);
  expect(verdict).toEqual({ ok: false, code: 'person-not-reachable' });
});

test('the id of the chat must follow from the two people', () => {
  const fresh = createPlainChat();
  const foreign = directChatId(bob, mallory);
  const refused = { ok: false, code: 'chat-not-found' };
  expect(judge(fresh, { userId: alice }, foreign, withBob)).toEqual(refused);
  expect(judge(fresh, { userId: mallory }, aliceAndBob, withBob)).toEqual(refused);
});

test('a foreign chat that exists and one that does not are refused alike', () => {
  const actor = { userId: mallory };
  const intent = { kind: 'chat.open', with: alice } as const;
  const there = judge(openChat(), actor, aliceAndBob, intent);
  const notThere = judge(createPlainChat(), actor, aliceAndBob, intent);
  expect(there).toEqual(notThere);
  expect(there.ok).toBe(false);
});
