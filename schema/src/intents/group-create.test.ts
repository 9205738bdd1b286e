import { expect, test } from 'vitest';
import { readMember } from '../document/members.ts';
import { readSegmentEntry } from '../document/values.ts';
import { fileId } from '../ids.ts';
import { limits } from '../limits.ts';
import { openGroup, startGroup } from '../testkit/opened-group.ts';
import { alice, bob, carol, dave, mallory, nthEntryId } from '../testkit/people.ts';
import { parseIntent } from './registry.ts';

const plain = {
  kind: 'group.create',
  title: 'Climbing',
  users: [bob, carol],
  writtenAt: 1,
} as const;

test('whoever makes a group owns it, its first members are there from the same number on', () => {
  const { chat, make } = startGroup();
  const picture = fileId(nthEntryId(7));
  make(alice, { ...plain, users: [bob, carol], about: 'On Sundays', picture });
  expect(chat.info.get('kind')).toBe('group');
  expect(chat.info.get('title')).toBe('Climbing');
  expect(chat.info.get('about')).toBe('On Sundays');
  expect(chat.info.get('picture')).toBe(picture);
  expect(chat.segments.get('0')).toBe(1);
  expect(readMember(chat.members.get(alice))).toEqual({ role: 'owner', spans: [[1, null]] });
  for (const user of [bob, carol]) {
    expect(readMember(chat.members.get(user))).toEqual({ role: 'member', spans: [[1, null]] });
  }
  const [entry] = chat.entries();
  expect(readSegmentEntry(entry?.[1])).toMatchObject({
    kind: 'event',
    author: alice,
    event: { type: 'created', title: 'Climbing' },
  });
});

test('of the first members strangers are asked, and who cannot be reached is left out', () => {
  const { chat, make } = startGroup({
    relation: (_, user) => (user === carol ? 'stranger' : user === dave ? 'unreachable' : 'known'),
  });
  make(alice, { ...plain, users: [alice, bob, carol, dave] });
  expect(chat.roleOf(alice)).toBe('owner');
  expect(chat.roleOf(bob)).toBe('member');
  expect(chat.roleOf(carol)).toBeUndefined();
  expect(chat.member(carol)?.invited?.by).toBe(alice);
  expect(chat.member(dave)).toBeUndefined();
});

test('one may be alone in a group', () => {
  const { chat, act } = startGroup();
  expect(act(alice, { ...plain, users: [] })).toBe('accepted');
  expect([...chat.memberIds()]).toEqual([alice]);
});

test('a group is made once: to whoever knows it nothing changes, others hear of no such chat', () => {
  const { chat, act } = openGroup();
  const before = chat.members.get(alice);
  expect(act(alice, { ...plain, users: [bob] })).toBe('no-change');
  expect(act(mallory, { ...plain, users: [bob] })).toBe('chat-not-found');
  expect(chat.members.get(alice)).toEqual(before);
  expect(chat.roleOf(mallory)).toBeUndefined();
});

test.each([
  ['no title', { title: '' }, 'title-invalid'],
  ['a title that nobody sees', { title: '\u200b' }, 'title-invalid'],
  ['the longest title', { title: 'x'.repeat(limits.nameUnits) }, 'accepted'],
  ['one unit more', { title: 'x'.repeat(limits.nameUnits + 1) }, 'title-invalid'],
  ['the longest description', { about: 'x'.repeat(limits.aboutUnits) }, 'accepted'],
  ['one unit more of it', { about: 'x'.repeat(limits.aboutUnits + 1) }, 'about-too-long'],
])('%s is judged', (_, change, outcome) => {
  const { act, chat } = startGroup();
  const read = parseIntent({ ...plain, ...change });
  if (!read.ok) throw new Error(read.code);
  expect(act(alice, read.value)).toBe(outcome);
  expect(chat.exists).toBe(outcome === 'accepted');
});

test('a picture must be one’s own', () => {
  const mine = fileId(nthEntryId(1));
  const other = fileId(nthEntryId(2));
  const { act } = startGroup({ pictures: new Set([mine]) });
  expect(act(alice, { ...plain, users: [], picture: other })).toBe('file-not-found');
  expect(act(alice, { ...plain, users: [], picture: mine })).toBe('accepted');
});
