import { defaultSettings } from '@jibber/schema/document/group';
import type { Role } from '@jibber/schema/document/members';
import { chatId, historyId, type UserId } from '@jibber/schema/ids';
import { alice, aliceAndBob, bob, nthEntryId, someHistory } from '@jibber/schema/testkit/people';
import { expect, test } from 'vitest';
import type { DocumentContent, DocumentState } from '../storage/storage.ts';
import { DocumentCache, type ReadDocument } from './document-cache.ts';
import { NodeDocument } from './node-document.ts';

/** A document with one update per row, as storage would have it. */
function makeStored(rows: number) {
  const document = new NodeDocument();
  const updates: Uint8Array[] = [];
  for (let row = 1; row <= rows; row += 1) {
    const update = document.write(() => document.map('messages').set(String(row), row));
    if (update !== undefined) updates.push(update);
  }
  return { document, updates };
}

function stateOf(rows: number, more: Partial<DocumentState> = {}): DocumentState {
  return {
    name: 0,
    firstNumber: 1,
    clock: rows,
    touched: rows,
    messages: rows,
    bytes: 100,
    snapshotPosition: 0,
    eraseSince: undefined,
    ...more,
  };
}

/** Reads rows of a list, and notes from where it was read. */
function readerOf(updates: readonly Uint8Array[], content: Partial<DocumentContent> = {}) {
  const asked: number[] = [];
  const read: ReadDocument = async (_name, complete) => {
    asked.push(complete);
    return {
      head: updates.length,
      snapshotPosition: 0,
      snapshot: undefined,
      updates: updates
        .map((update, index) => ({ position: index + 1, at: 0, update }))
        .slice(complete),
      ...content,
    };
  };
  return { read, asked };
}

function keepOne(cache: DocumentCache, document: NodeDocument, state: DocumentState) {
  cache.keep(aliceAndBob, someHistory, new Map([[0, document]]), new Map([[0, state]]));
}

test('what is current is used without reading; what is behind is caught up from where it is', async () => {
  const cache = new DocumentCache(1e6);
  const { updates } = makeStored(5);
  const { read, asked } = readerOf(updates);
  const loaded = await cache.load(aliceAndBob, someHistory, stateOf(5), read);
  expect(asked).toEqual([0]);
  keepOne(cache, loaded, stateOf(5));
  expect(await cache.load(aliceAndBob, someHistory, stateOf(5), read)).toBe(loaded);
  expect(asked).toEqual([0]);
  const more = makeStored(7);
  const later = readerOf(more.updates);
  expect(await cache.load(aliceAndBob, someHistory, stateOf(7), later.read)).toBe(loaded);
  expect(later.asked).toEqual([5]);
  expect(loaded.clock).toBe(7);
});

test('where the clocks differ the document is loaded anew, and never taken if they still do', async () => {
  const cache = new DocumentCache(1e6);
  const { updates } = makeStored(3);
  const ahead = makeStored(4).document;
  keepOne(cache, ahead, stateOf(3));
  const { read, asked } = readerOf(updates);
  const loaded = await cache.load(aliceAndBob, someHistory, stateOf(3), read);
  expect(loaded).not.toBe(ahead);
  expect(asked).toEqual([0]);
  await expect(
    cache.load(aliceAndBob, someHistory, stateOf(3, { clock: 9 }), read),
  ).rejects.toThrow('has clock 3, not 9');
});

test('a snapshot above what is held replaces it: the rows below are empty', async () => {
  const cache = new DocumentCache(1e6);
  const held = makeStored(2).document;
  keepOne(cache, held, stateOf(2));
  const { document, updates } = makeStored(6);
  const { read, asked } = readerOf(updates, {
    snapshotPosition: 6,
    snapshot: document.encode(),
    updates: [],
  });
  const loaded = await cache.load(aliceAndBob, someHistory, stateOf(6), read);
  expect(loaded).not.toBe(held);
  expect(loaded.clock).toBe(6);
  expect(asked).toEqual([2, 0]);
});

test('what another history left is not used, nor what was dropped', async () => {
  const cache = new DocumentCache(1e6);
  const { document, updates } = makeStored(2);
  const other = historyId('01940000-0000-7000-8000-0000000d1ff0');
  const { read, asked } = readerOf(updates);
  keepOne(cache, document, stateOf(2));
  expect(await cache.load(aliceAndBob, other, stateOf(2), read)).not.toBe(document);
  keepOne(cache, document, stateOf(2));
  cache.drop(aliceAndBob);
  expect(await cache.load(aliceAndBob, someHistory, stateOf(2), read)).not.toBe(document);
  expect(asked).toEqual([0, 0]);
  expect(cache.bytes).toBe(0);
});

test('the least recently used chats go first when memory is full', async () => {
  const { document } = makeStored(1);
  const size = 8 * 1024 + 4 * 1000;
  const cache = new DocumentCache(3 * size);
  const chats = [1, 2, 3, 4].map((count) => chatId(`g${nthEntryId(count)}`));
  const state = stateOf(1, { bytes: 1000 });
  for (const index of [0, 1, 2, 0, 3]) {
    for (const chat of chats.slice(index, index + 1)) {
      cache.keep(chat, someHistory, new Map([[0, document]]), new Map([[0, state]]));
    }
  }
  expect(cache.bytes).toBe(3 * size);
  const asked: string[] = [];
  for (const chat of chats) {
    const read: ReadDocument = async () => {
      asked.push(chat);
      return { head: 1, snapshotPosition: 1, snapshot: document.encode(), updates: [] };
    };
    await cache.load(chat, someHistory, state, read);
  }
  expect(asked).toEqual([chats[1]]);
});

test('what a node remembers of a chat goes with its documents, and of none without them', () => {
  const cache = new DocumentCache(1e6);
  const head = { head: 2, lastNumber: 2, segment: 0 };
  const learnt = {
    from: 1,
    head,
    knownRoles: new Map<UserId, Role | undefined>([
      [alice, 'owner'],
      [bob, undefined],
    ]),
    settings: { ...defaultSettings, write: 'administrators' as const },
  };
  cache.keep(aliceAndBob, someHistory, new Map(), new Map());
  cache.learn(aliceAndBob, learnt);
  expect(cache.known(aliceAndBob)).toBe(undefined);
  const { document } = makeStored(2);
  keepOne(cache, document, stateOf(2));
  expect(cache.known(aliceAndBob)).toBe(undefined);
  cache.learn(aliceAndBob, learnt);
  expect(cache.known(aliceAndBob)).toMatchObject({ head, segment: document, state: stateOf(2) });
  expect(cache.known(aliceAndBob)).toMatchObject({
    roles: new Map([[alice, 'owner']]),
    settings: { write: 'administrators' },
  });
  // What another node wrote in between may have changed roles.
  const later = { ...head, head: 9 };
  cache.learn(aliceAndBob, {
    ...learnt,
    from: 2,
    head: later,
    knownRoles: new Map([[bob, 'member']]),
  });
  expect(cache.known(aliceAndBob)?.roles).toEqual(
    new Map([
      [alice, 'owner'],
      [bob, 'member'],
    ]),
  );
  cache.learn(aliceAndBob, { ...learnt, from: 8, knownRoles: new Map([[bob, 'member']]) });
  expect(cache.known(aliceAndBob)?.roles).toEqual(new Map([[bob, 'member']]));
  cache.learn(aliceAndBob, { ...learnt, head: { ...head, segment: 1 } });
  expect(cache.known(aliceAndBob)).toBe(undefined);
  cache.drop(aliceAndBob);
  keepOne(cache, document, stateOf(2));
  expect(cache.known(aliceAndBob)).toBe(undefined);
});
