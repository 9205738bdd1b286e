import { expect, test } from 'vitest';
import { readSegmentEntry } from '../document/values.ts';
import { limits } from '../limits.ts';
import { openChat } from '../testkit/opened-chat.ts';
import { alice, aliceAndBob, bob, mallory, nthEntryId } from '../testkit/people.ts';
import { createPlainChat } from '../testkit/plain-chat.ts';
import { messageSend } from './message-send.ts';
import { judge } from './registry.ts';

function sending(text: string) {
  return { kind: 'message.send', text, writtenAt: 5 } as const;
}

test('a message takes the number of its stamp and the id of its entry', () => {
  const chat = openChat();
  const stamp = { entryId: nthEntryId(7), author: bob, at: 9, number: 37, history: 0 };
  messageSend.write(chat, sending('hello'), stamp);
  expect(chat.entries()).toEqual([
    [37, { id: nthEntryId(7), author: bob, at: 9, writtenAt: 5, text: 'hello' }],
  ]);
  expect(readSegmentEntry(chat.entries()[0]?.[1]).kind).toBe('message');
});

test.each([
  ['a word', 'hello', undefined],
  ['the longest text', 'x'.repeat(limits.textUnits), undefined],
  ['one unit more', 'x'.repeat(limits.textUnits + 1), 'text-too-long'],
  ['one unit more by an emoji', `${'x'.repeat(limits.textUnits - 1)}🎈`, 'text-too-long'],
  ['nothing', '', 'text-empty'],
  ['white space', ' \n\t\u00a0\u3000', 'text-empty'],
  ['characters of no width', '\u200b\u200d\ufeff', 'text-empty'],
  ['too much white space', ' '.repeat(limits.textUnits + 1), 'text-too-long'],
])('%s is judged', (_, text, code) => {
  const verdict = judge(openChat(), { userId: alice }, aliceAndBob, sending(text));
  expect(verdict.ok ? undefined : verdict.code).toBe(code);
});

test('white space around a text stays, as its author wrote it', () => {
  const parsed = messageSend.parse(sending('  hello \n'));
  expect(parsed).toEqual({ ok: true, value: sending('  hello \n') });
});

test('a text is repaired as it is read, before it is judged', () => {
  const parsed = messageSend.parse(sending('a\ud800\r\n\u0000b'));
  expect(parsed).toEqual({ ok: true, value: sending('a\ufffd\nb') });
  const control = messageSend.parse(sending('\u0001'.repeat(limits.textUnits)));
  if (!control.ok) throw new Error(control.code);
  const verdict = judge(openChat(), { userId: alice }, aliceAndBob, control.value);
  expect(verdict).toEqual({ ok: false, code: 'text-empty' });
});

test('who is not in the chat gets one answer, whether it exists or not, whatever he writes', () => {
  const refused = { ok: false, code: 'chat-not-found' };
  for (const text of ['hello', '', 'x'.repeat(limits.textUnits + 1)]) {
    expect(judge(openChat(), { userId: mallory }, aliceAndBob, sending(text))).toEqual(refused);
    expect(judge(createPlainChat(), { userId: mallory }, aliceAndBob, sending(text))).toEqual(
      refused,
    );
  }
});
