import { expect, test } from 'vitest';
import { limits } from '../limits.ts';
import { openGroup } from '../testkit/opened-group.ts';
import { alice, bob, carol, mallory, nthEntryId } from '../testkit/people.ts';

test('a report changes nothing of the chat', () => {
  const { act, chat, make } = openGroup();
  const message = make(carol, { kind: 'message.send', text: 'rude', writtenAt: 1 });
  const before = chat.entries();
  expect(act(bob, { kind: 'message.report', message, reason: 'rude' })).toBe('accepted');
  expect(act(alice, { kind: 'message.report', message, reason: '' })).toBe('accepted');
  expect(chat.entries()).toEqual(before);
});

test('one’s own, deleted ones, and what is none are not there to be reported', () => {
  const { act, make } = openGroup();
  const own = make(bob, { kind: 'message.send', text: 'mine', writtenAt: 1 });
  const deleted = make(carol, { kind: 'message.send', text: 'gone', writtenAt: 1 });
  make(carol, { kind: 'message.delete', message: deleted });
  for (const message of [own, deleted, nthEntryId(1)]) {
    const report = { kind: 'message.report', message, reason: '' } as const;
    expect(act(bob, report)).toBe('message-not-found');
    expect(act(mallory, report)).toBe('chat-not-found');
  }
});

test('a reason has as many units as the limit says', () => {
  const { act, make } = openGroup();
  const message = make(carol, { kind: 'message.send', text: 'rude', writtenAt: 1 });
  const reason = 'x'.repeat(limits.reasonUnits);
  expect(act(bob, { kind: 'message.report', message, reason })).toBe('accepted');
  expect(act(bob, { kind: 'message.report', message, reason: `${reason}x` })).toBe(
    'about-too-long',
  );
});
