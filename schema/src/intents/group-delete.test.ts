import { expect, test } from 'vitest';
import { hasEnded } from '../testkit/applied-intent.ts';
import { openedAt } from '../testkit/opened-chat.ts';
import { openGroup } from '../testkit/opened-group.ts';
import { alice, bob, carol, mallory } from '../testkit/people.ts';

const end = { kind: 'group.delete' } as const;

test('the owner alone ends a group', () => {
  const { act, chat } = openGroup();
  expect(act(bob, end)).toBe('not-allowed');
  expect(act(carol, end)).toBe('not-allowed');
  expect(act(mallory, end)).toBe('chat-not-found');
  expect(hasEnded(chat)).toBe(false);
  expect(act(alice, end)).toBe('accepted');
  expect(chat.info.get('deleted')).toBe(openedAt + 6);
});

test('in a group that ended nothing is accepted, its own deletion neither, and its id stays taken', () => {
  const { act, make } = openGroup();
  make(alice, end);
  const creation = { kind: 'group.create', title: 'Us', users: [], writtenAt: 1 } as const;
  for (const author of [alice, bob, carol]) {
    expect(act(author, end)).toBe('chat-deleted');
    expect(act(author, { kind: 'message.send', text: 'x', writtenAt: 1 })).toBe('chat-deleted');
    expect(act(author, creation)).toBe('chat-deleted');
  }
  expect(act(mallory, creation)).toBe('chat-not-found');
});

test('whoever was the owner once does not end it', () => {
  const { act, make } = openGroup();
  make(alice, { kind: 'member.role', user: bob, role: 'owner' });
  expect(act(alice, end)).toBe('not-allowed');
  expect(act(bob, end)).toBe('accepted');
});
