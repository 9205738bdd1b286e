import { write } from '@jibber/schema/intents/registry';
import { intents } from '@jibber/schema/testkit/arbitraries';
import { alice, bob, mallory, nthEntryId } from '@jibber/schema/testkit/people';
import { createPlainChat } from '@jibber/schema/testkit/plain-chat';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeOfDeleted } from './deleted-author.ts';

const opening = nthEntryId(1);
const byAlice = nthEntryId(2);
const byBob = nthEntryId(3);

/** Alice and Bob have written into a group that Alice owns. */
function openGroup() {
  const chat = createPlainChat({ kind: 'group' });
  const made = { at: 1, history: 0 };
  const intent = { kind: 'group.create', title: 'Us', users: [bob], writtenAt: 1 } as const;
  write(chat, { ...intent, users: [bob] }, { ...made, entryId: opening, author: alice, number: 1 });
  chat.exists = true;
  [alice, bob].forEach((author, index) => {
    const entryId = author === alice ? byAlice : byBob;
    const sent = { kind: 'message.send', text: 'hello', writtenAt: 1 } as const;
    write(chat, sent, { ...made, entryId, author, number: index + 2 });
  });
  return chat;
}

test('his own message is taken back, once; that of somebody else and an event are not', () => {
  const chat = openGroup();
  const judge = (message: typeof byBob) =>
    judgeOfDeleted(chat, alice, { kind: 'message.delete', message });
  expect(judge(byAlice)).toEqual({ ok: true, value: undefined });
  for (const message of [byBob, opening, nthEntryId(9)]) {
    expect(judge(message)).toEqual({ ok: false, code: 'message-not-found' });
  }
  const stamp = { entryId: nthEntryId(5), author: alice, at: 2, number: 0, history: 0 };
  write(chat, { kind: 'message.delete', message: byAlice }, stamp);
  expect(judge(byAlice)).toEqual({ ok: false, code: 'message-not-found' });
});

test('what a newer version wrote goes as well', () => {
  const chat = openGroup();
  chat.place(2, { id: byAlice, author: alice, at: 1, song: 'la la' });
  const intent = { kind: 'message.delete', message: byAlice } as const;
  expect(judgeOfDeleted(chat, alice, intent).ok).toBe(true);
});

test('he goes where he is, and nowhere else', () => {
  const chat = openGroup();
  expect(judgeOfDeleted(chat, alice, { kind: 'member.leave' }).ok).toBe(true);
  expect(judgeOfDeleted(chat, mallory, { kind: 'member.leave' })).toEqual({
    ok: false,
    code: 'chat-not-found',
  });
  expect(judgeOfDeleted(chat, alice, { kind: 'invitation.decline' }).ok).toBe(false);
});

test('nothing else is accepted in his name, whatever it is', () => {
  const left = new Set(['member.leave', 'invitation.decline', 'message.delete']);
  const chat = openGroup();
  fc.assert(
    fc.property(intents, (intent) => {
      if (left.has(intent.kind)) return;
      expect(judgeOfDeleted(chat, alice, intent)).toEqual({ ok: false, code: 'not-allowed' });
    }),
  );
});
