import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { alice, bob, nthEntryId } from '../testkit/people.ts';
import { readMember } from './members.ts';
import { chatMaps, nodeClientId, readSegmentEntry, segmentMaps } from './values.ts';

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

test('what nodes store is one client id and nothing waits for more', () => {
  for (const name of ['chat-1', 'segment-1']) {
    const document = stored(name);
    expect([...Y.decodeStateVector(Y.encodeStateVector(document)).keys()]).toEqual([nodeClientId]);
    expect(document.store.pendingStructs).toBeNull();
    expect(document.store.pendingDs).toBeNull();
  }
});
