import { expect, test } from 'vitest';
import { readSegmentEntry } from '../document/values.ts';
import { openedAt } from '../testkit/opened-chat.ts';
import { openGroup } from '../testkit/opened-group.ts';
import { alice, bob, carol, dave, mallory } from '../testkit/people.ts';

test('G1, G4: whoever is put out is a member up to the number that says so, and has no right after it', () => {
  const { act, chat, make } = openGroup();
  const message = make(carol, { kind: 'message.send', text: 'mine', writtenAt: 1 });
  make(bob, { kind: 'members.remove', user: carol });
  expect(chat.member(carol)).toEqual({ role: 'member', spans: [[1, 4]], removed: openedAt + 4 });
  expect(readSegmentEntry(chat.entries().at(-1)?.[1])).toMatchObject({
    author: bob,
    event: { type: 'removed', user: carol },
  });
  const refused = [
    { kind: 'message.send', text: 'still here', writtenAt: 1 },
    { kind: 'message.edit', message, text: 'changed' },
    { kind: 'message.delete', message },
    { kind: 'message.report', message, reason: '' },
    { kind: 'members.add', users: [carol] },
    { kind: 'member.leave' },
    { kind: 'group.rename', title: 'Mine' },
  ] as const;
  for (const intent of refused) expect(act(carol, intent), intent.kind).toBe('chat-not-found');
});

test('what was refused after a removal is not accepted by coming back', () => {
  const { act, chat, make } = openGroup();
  make(bob, { kind: 'members.remove', user: carol });
  expect(act(carol, { kind: 'message.send', text: 'late', writtenAt: 1 })).toBe('chat-not-found');
  make(bob, { kind: 'members.add', users: [carol] });
  const texts = chat.entries().map(([, value]) => readSegmentEntry(value));
  expect(texts.some((entry) => entry.kind === 'message')).toBe(false);
});

test('an administrator who is put out is none when he comes back', () => {
  const { act, chat, make } = openGroup();
  make(alice, { kind: 'member.role', user: carol, role: 'administrator' });
  make(carol, { kind: 'members.remove', user: bob });
  make(dave, { kind: 'members.add', users: [bob] });
  expect(chat.roleOf(bob)).toBe('member');
  expect(act(bob, { kind: 'members.remove', user: dave })).toBe('not-allowed');
});

test('nobody puts the owner out, nor himself, nor whoever is not there', () => {
  const { act } = openGroup();
  for (const author of [alice, bob]) {
    expect(act(author, { kind: 'members.remove', user: alice })).toBe('not-allowed');
    expect(act(author, { kind: 'members.remove', user: author })).toBe('not-allowed');
    expect(act(author, { kind: 'members.remove', user: mallory })).toBe('member-not-found');
  }
  expect(act(carol, { kind: 'members.remove', user: dave })).toBe('not-allowed');
});

test('who put a message of somebody away is said in its place, whether he is still there or not', () => {
  const { act, chat, make } = openGroup();
  const message = make(carol, { kind: 'message.send', text: 'rude', writtenAt: 1 });
  make(bob, { kind: 'members.remove', user: carol });
  expect(act(dave, { kind: 'message.delete', message })).toBe('message-not-found');
  make(bob, { kind: 'message.delete', message });
  make(alice, { kind: 'message.delete', message });
  const [, value] = chat.entries()[2] ?? [];
  expect(value).toEqual({ id: message, author: carol, at: openedAt + 3, deleted: bob });
});

test('G9: events are nobody’s: they are neither edited nor deleted nor reported', () => {
  const { act, make } = openGroup();
  const message = make(carol, { kind: 'group.rename', title: 'Ours' });
  for (const author of [alice, bob, carol]) {
    for (const intent of [
      { kind: 'message.edit', message, text: 'x' },
      { kind: 'message.delete', message },
      { kind: 'message.report', message, reason: '' },
    ] as const) {
      expect(act(author, intent), intent.kind).toBe('message-not-found');
    }
  }
});
