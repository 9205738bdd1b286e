import { expect, test } from 'vitest';
import { defaultSettings, readGroupSettings } from '../document/group.ts';
import { readSegmentEntry } from '../document/values.ts';
import { fileId } from '../ids.ts';
import { type OpenedGroup, openGroup } from '../testkit/opened-group.ts';
import { alice, bob, carol, mallory, nthEntryId } from '../testkit/people.ts';

function lastEvent({ chat }: OpenedGroup): unknown {
  const entry = readSegmentEntry(chat.entries().at(-1)?.[1]);
  return entry.kind === 'event' ? { by: entry.author, ...entry.event } : entry.kind;
}

test('G9: what is changed stands in the chat, and in its timeline who did it', () => {
  const group = openGroup();
  const { chat, make } = group;
  make(carol, { kind: 'group.rename', title: 'Climbing' });
  expect(chat.info.get('title')).toBe('Climbing');
  expect(lastEvent(group)).toEqual({ by: carol, type: 'renamed', title: 'Climbing' });
  make(bob, { kind: 'group.describe', about: 'On Sundays' });
  expect(chat.info.get('about')).toBe('On Sundays');
  expect(lastEvent(group)).toEqual({ by: bob, type: 'described' });
  const picture = fileId(nthEntryId(7));
  make(alice, { kind: 'group.picture', picture });
  expect(chat.info.get('picture')).toBe(picture);
  expect(lastEvent(group)).toEqual({ by: alice, type: 'pictured' });
  make(alice, { kind: 'group.picture', picture: null });
  expect(chat.info.get('picture')).toBeNull();
});

test('of two names the later stands, both are told', () => {
  const { chat, make } = openGroup();
  make(alice, { kind: 'group.rename', title: 'One' });
  make(bob, { kind: 'group.rename', title: 'Two' });
  expect(chat.info.get('title')).toBe('Two');
  const told = chat.entries().map(([, value]) => readSegmentEntry(value));
  const titles = told.flatMap((entry) =>
    entry.kind === 'event' && entry.event.type === 'renamed' ? [entry.event.title] : [],
  );
  expect(titles).toEqual(['One', 'Two']);
});

test('settings are changed one by one, what is not named stays', () => {
  const group = openGroup();
  const { chat, make } = group;
  expect(chat.settings).toEqual(defaultSettings);
  make(bob, { kind: 'group.settings', settings: { write: 'administrators' } });
  make(alice, { kind: 'group.settings', settings: { history: 'none' } });
  expect(chat.settings).toEqual({ ...defaultSettings, write: 'administrators', history: 'none' });
  expect(readGroupSettings(chat.info.get('settings'))).toEqual(chat.settings);
  expect(lastEvent(group)).toEqual({ by: alice, type: 'settings' });
});

test('settings that are so already are no change', () => {
  const { act } = openGroup();
  expect(act(alice, { kind: 'group.settings', settings: { ...defaultSettings } })).toBe(
    'no-change',
  );
  expect(act(alice, { kind: 'group.settings', settings: {} })).toBe('no-change');
});

test('a setting is felt at once, and so is its end', () => {
  const { act, make } = openGroup();
  const writing = { kind: 'message.send', text: 'hello', writtenAt: 1 } as const;
  const renaming = { kind: 'group.rename', title: 'Ours' } as const;
  make(alice, { kind: 'group.settings', settings: { write: 'administrators' } });
  expect(act(carol, writing)).toBe('not-allowed');
  expect(act(bob, writing)).toBe('accepted');
  expect(act(carol, renaming)).toBe('accepted');
  make(alice, { kind: 'group.settings', settings: { write: 'members', change: 'administrators' } });
  expect(act(carol, writing)).toBe('accepted');
  expect(act(carol, renaming)).toBe('not-allowed');
});

test('whoever may not write may still delete what he wrote', () => {
  const { act, make } = openGroup();
  const message = make(carol, { kind: 'message.send', text: 'oops', writtenAt: 1 });
  make(alice, { kind: 'group.settings', settings: { write: 'administrators' } });
  expect(act(carol, { kind: 'message.edit', message, text: 'better' })).toBe('not-allowed');
  expect(act(carol, { kind: 'message.delete', message })).toBe('accepted');
});

test('a picture must be one’s own, and taking it away needs none', () => {
  const { act } = openGroup({ pictures: new Set() });
  const picture = fileId(nthEntryId(7));
  expect(act(carol, { kind: 'group.picture', picture })).toBe('file-not-found');
  expect(act(mallory, { kind: 'group.picture', picture })).toBe('chat-not-found');
  expect(act(carol, { kind: 'group.picture', picture: null })).toBe('accepted');
});
