import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { alice, bob, carol, dave, mallory, nthEntryId } from '../testkit/people.ts';
import { readGroupSettings } from './group.ts';
import { isPresent, readMember } from './members.ts';
import {
  chatMaps,
  nodeClientId,
  numberOfKey,
  readSegmentEntry,
  type SegmentEntry,
  segmentMaps,
  type UnknownEntry,
} from './values.ts';

/**
 * Documents as the first version stored them (Yjs updates, version 1). They are never written again:
 * a new shape gets files of its own beside these.
 */
function stored(name: string): Y.Doc {
  const file = new URL(`fixtures/${name}.hex`, import.meta.url);
  const document = new Y.Doc();
  Y.applyUpdate(document, Uint8Array.from(Buffer.from(readFileSync(file, 'utf8').trim(), 'hex')));
  return document;
}

function valuesOf(document: Y.Doc, map: string): Record<string, unknown> {
  return document.getMap(map).toJSON();
}

test('a chat document stored by version 1 is read for ever', () => {
  const document = stored('chat-1');
  expect(valuesOf(document, chatMaps.info)).toEqual({ kind: 'direct', at: 1767225600000 });
  const members = valuesOf(document, chatMaps.members);
  expect(Object.keys(members).sort()).toEqual([bob, alice].sort());
  expect(readMember(members[alice])).toEqual({ role: 'member', spans: [[1, null]] });
  expect(valuesOf(document, chatMaps.segments)).toEqual({ 0: 1 });
});

test('a segment stored by version 1 is read for ever', () => {
  const document = stored('segment-1');
  const messages = valuesOf(document, segmentMaps.messages);
  const entries = Object.entries(messages).map(([key, value]) => [key, readSegmentEntry(value)]);
  expect(Object.fromEntries(entries)).toEqual({
    1: {
      kind: 'message',
      id: nthEntryId(1),
      author: alice,
      at: 1767225601000,
      writtenAt: 1767225600500,
      text: 'Hello, edited',
      edited: { at: 1767225603000, times: 1 },
    },
    2: { kind: 'deleted', id: nthEntryId(2), author: bob, at: 1767225602000, by: bob },
  });
});

test('the chat document of a group stored by version 1 is read for ever', () => {
  const document = stored('group-1');
  const info = valuesOf(document, chatMaps.info);
  expect(info).toEqual({
    kind: 'group',
    at: 1767225600001,
    title: 'Climbing',
    about: 'On Sundays',
    picture: '01970000-0000-7000-8000-000000000001',
    settings: { write: 'members', add: 'administrators', change: 'members', history: 'none' },
  });
  expect(readGroupSettings(info.settings)).toEqual(info.settings);
  const members = Object.entries(valuesOf(document, chatMaps.members)).map(
    ([user, value]) => [user, readMember(value)] as const,
  );
  expect(Object.fromEntries(members)).toEqual({
    [alice]: { role: 'member', spans: [[1, 17]] },
    [bob]: { role: 'owner', spans: [[1, null]] },
    [carol]: { role: 'member', spans: [[9, null]], history: 1 },
    [dave]: { role: 'member', spans: [[7, 10]], history: 1, removed: 1767225600011 },
    [mallory]: {
      role: 'member',
      spans: [
        [12, 13],
        [14, 15],
      ],
      history: 3,
      asked: 1767225600017,
    },
  });
  const present = members.filter(([, member]) => isPresent(member)).map(([user]) => user);
  expect(present.sort()).toEqual([bob, carol].sort());
});

test('a segment with events stored by version 1 is read for ever', () => {
  const messages = valuesOf(stored('group-segment-1'), segmentMaps.messages);
  const told = Object.keys(messages)
    .sort((one, other) => (numberOfKey(one) ?? 0) - (numberOfKey(other) ?? 0))
    .map((key) => readSegmentEntry(messages[key]))
    .map((entry) => ('author' in entry ? [entry.author, storyOf(entry)] : entry.kind));
  expect(told).toEqual([
    [alice, { type: 'created', title: 'Us' }],
    [alice, { type: 'renamed', title: 'Climbing' }],
    [alice, { type: 'described' }],
    [alice, { type: 'pictured' }],
    [alice, { type: 'settings' }],
    [alice, { type: 'role', user: bob, role: 'administrator' }],
    [bob, { type: 'added', users: [dave], invited: [carol] }],
    [dave, `deleted by ${bob}`],
    [carol, { type: 'joined', by: bob, way: 'invitation' }],
    [bob, { type: 'removed', user: dave }],
    [mallory, { type: 'asked' }],
    [alice, { type: 'admitted', user: mallory }],
    [mallory, { type: 'left' }],
    [mallory, { type: 'joined', by: bob, way: 'link' }],
    [mallory, { type: 'left' }],
    [mallory, { type: 'asked' }],
    [alice, { type: 'left', owner: bob }],
  ]);
});

function storyOf(entry: Exclude<SegmentEntry, UnknownEntry>): unknown {
  if (entry.kind === 'event') return entry.event;
  return entry.kind === 'deleted' ? `deleted by ${entry.by}` : entry.text;
}

test('what nodes store is one client id and nothing waits for more', () => {
  for (const name of ['chat-1', 'segment-1', 'group-1', 'group-segment-1']) {
    const document = stored(name);
    expect([...Y.decodeStateVector(Y.encodeStateVector(document)).keys()]).toEqual([nodeClientId]);
    expect(document.store.pendingStructs).toBeNull();
    expect(document.store.pendingDs).toBeNull();
  }
});
