import { type ChatId, chatId } from '@jibber/schema/ids';
import { expect, test } from 'vitest';
import { newChat } from './chat-record.ts';
import { wantedDocuments } from './fetch-queue.ts';
import { type ChatRecord, chatDocument } from './records.ts';

function idOf(n: number): ChatId {
  return chatId(`g0193a1b2-0000-7000-8000-00000000000${n}`);
}

function record(n: number, changed: Partial<ChatRecord>): ChatRecord {
  return { ...newChat(idOf(n), 1), head: 50, segment: 5, heldFrom: 5, sortAt: n, ...changed };
}

function behind(...documents: readonly number[]): ChatRecord['behind'] {
  return documents.map((document) => ({ document, complete: 0, rowsFrom: 50 }));
}

const options = { open: new Set<ChatId>(), demanded: [], isHolder: true, isIdle: false };

test('what is on the screen comes first, then lists and newest messages, then the rest', () => {
  const records = [
    record(1, { heldFrom: 3, behind: behind(3, 4) }),
    record(2, { heldFrom: 3, behind: behind(4, 5) }),
    record(3, { behind: behind(chatDocument) }),
  ];
  const wanted = wantedDocuments(records, { ...options, open: new Set([idOf(1)]) });
  expect(wanted.map((each) => [each.chatId, each.document])).toEqual([
    [idOf(1), 3],
    [idOf(1), 4],
    [idOf(3), chatDocument],
    [idOf(2), 5],
    [idOf(2), 4],
  ]);
});

test('of a group older segments wait for its chat document, which says how far back one may see', () => {
  const first = record(1, { heldFrom: 0, behind: behind(4, chatDocument, 5, 2) });
  const demanded = [{ chatId: idOf(1), document: 3 }];
  const open = { ...options, open: new Set([idOf(1)]), demanded };
  const documentsOf = (wanted: ReturnType<typeof wantedDocuments>) =>
    wanted.map(({ document }) => document);
  expect(documentsOf(wantedDocuments([first], open))).toEqual([chatDocument, 5]);
  const known = { ...first, behind: behind(4, 5, 2), history: 4 };
  expect(documentsOf(wantedDocuments([known], open))).toEqual([4, 5]);
});

test('what was before his time is not fetched when there is time, and nobody scrolls to it', () => {
  const records = [record(1, { heldFrom: 3 }), record(2, { heldFrom: 4, history: 4 })];
  expect(wantedDocuments(records, { ...options, isIdle: true })).toEqual([
    { chatId: idOf(1), document: 2, complete: 0 },
  ]);
  const demanded = [{ chatId: idOf(2), document: 3 }];
  expect(wantedDocuments(records, { ...options, demanded })).toEqual([]);
});

test('only the holder of the outbox fetches what is not on its own screen', () => {
  const records = [record(1, { behind: behind(5) }), record(2, { behind: behind(5) })];
  const wanted = wantedDocuments(records, {
    ...options,
    isHolder: false,
    isIdle: true,
    open: new Set([idOf(1)]),
  });
  expect(wanted).toEqual([{ chatId: idOf(1), document: 5, complete: 0 }]);
});

test('the past is held when there is time, of the newest chat first, one segment at a time', () => {
  const records = [record(1, {}), record(2, { heldFrom: 4 }), record(3, { heldFrom: 0 })];
  expect(wantedDocuments(records, options)).toEqual([]);
  expect(wantedDocuments(records, { ...options, isIdle: true })).toEqual([
    { chatId: idOf(2), document: 3, complete: 0 },
  ]);
});

test('a segment that somebody scrolls to is asked for, whoever holds the outbox', () => {
  const demanded = [{ chatId: idOf(1), document: 4 }];
  const wanted = wantedDocuments([record(1, {})], { ...options, demanded, isHolder: false });
  expect(wanted).toEqual([{ chatId: idOf(1), document: 4, complete: 0 }]);
});
