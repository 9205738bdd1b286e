import { directChatId, historyId } from '@jibber/schema/ids';
import type { Cursor, Hello } from '@jibber/schema/protocol/hello';
import { alice, aliceAndBob, mallory, someHistory } from '@jibber/schema/testkit/people';
import { expect, test } from 'vitest';
import type { CatchUp } from '../storage/storage.ts';
import { planCatchUp } from './catch-up.ts';

const notes = directChatId(alice, alice);
const gone = directChatId(alice, mallory);
const head = { chatId: aliceAndBob, head: 10, lastNumber: 8, segment: 0 };
const stored: CatchUp = {
  historyId: someHistory,
  chats: [{ ...head, fromSegment: 0, fromPosition: 1 }],
  departed: new Map(),
  registers: [],
  account: { revision: 0, blocked: [] },
};

function hello(...cursors: Partial<Cursor>[]): Hello {
  return {
    type: 'hello',
    version: 1,
    historyId: someHistory,
    receiptsRevision: 0,
    cursors: cursors.map((cursor) => ({ chatId: aliceAndBob, head: 0, behind: [], ...cursor })),
  };
}

test('of a chat where nothing moved there is no word', () => {
  expect(planCatchUp(hello({ head: 10 }), stored)).toEqual({
    heads: [],
    ended: [],
    known: new Map([[aliceAndBob, 10]]),
    behind: [],
  });
});

test('a chat that moved, and one new to the device, are told from where the device is', () => {
  expect(planCatchUp(hello({ head: 7 }), stored)).toMatchObject({
    heads: [head],
    known: new Map([[aliceAndBob, 7]]),
  });
  expect(planCatchUp(hello(), stored)).toMatchObject({
    heads: [head],
    known: new Map([[aliceAndBob, 0]]),
  });
});

test('documents that are behind are wanted, of chats one is in alone', () => {
  const behind = [{ document: 0, complete: 4 }];
  const plan = planCatchUp(hello({ head: 10, behind }, { chatId: gone, head: 3, behind }), stored);
  expect(plan.behind).toEqual([{ chatId: aliceAndBob, document: 0, complete: 4 }]);
  expect(plan.ended).toEqual([{ chatId: gone, code: 'chat-not-found' }]);
});

test('a chat that the device has only just opened has not ended', () => {
  expect(planCatchUp(hello({ chatId: notes, head: 0 }), stored).ended).toEqual([]);
});

test('a cursor above the head is of a past that was taken back: the chat is new', () => {
  const plan = planCatchUp(hello({ head: 11, behind: [{ document: 0, complete: 4 }] }), stored);
  expect(plan).toMatchObject({ heads: [head], known: new Map([[aliceAndBob, 0]]), behind: [] });
});

test('of another history, and on a new device, nothing counts', () => {
  const other = historyId('01940000-0000-7000-8000-0000000d1ff0');
  for (const claimed of [other, undefined]) {
    const plan = planCatchUp(
      { ...hello({ head: 10 }, { chatId: gone, head: 3 }), historyId: claimed },
      stored,
    );
    expect(plan).toMatchObject({ heads: [head], ended: [], known: new Map([[aliceAndBob, 0]]) });
  }
});

test('a chat is told once, also where a device names it twice', () => {
  const plan = planCatchUp(hello({ head: 7 }, { head: 9 }), stored);
  expect(plan.heads).toMatchObject([head]);
  expect(plan.known.get(aliceAndBob)).toBe(9);
});
