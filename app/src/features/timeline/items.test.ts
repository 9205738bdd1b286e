import { entryId, userId } from '@jibber/schema/ids';
import { expect, test } from 'vitest';
import type { TimelineMessage } from '../../state/open-chat.ts';
import {
  buildItems,
  countBelow,
  type DayBounds,
  isLate,
  isPrepended,
  isSameItem,
  lastAccepted,
  lastEditable,
} from './items.ts';

const alice = userId('0193a1b2-0000-7000-8000-000000000001');
const bob = userId('0193a1b2-0000-7000-8000-000000000002');
const dayMs = 86_400_000;
const noon = Date.parse('2026-11-24T12:00:00Z');

const utcDay = (atMs: number): DayBounds => {
  const startMs = Math.floor(atMs / dayMs) * dayMs;
  return { startMs, endMs: startMs + dayMs };
};

function makeMessage(number: number, change: Partial<TimelineMessage> = {}): TimelineMessage {
  return {
    id: entryId(`0193a1b2-0000-7000-9000-${String(number).padStart(12, '0')}`),
    number,
    pending: false,
    author: bob,
    kind: 'message',
    text: `Message ${number}`,
    event: undefined,
    deletedBy: undefined,
    edited: false,
    changing: false,
    writtenAt: noon + number * 1000,
    at: noon + number * 1000,
    state: undefined,
    refusal: undefined,
    ...change,
  };
}

function shape(messages: readonly TimelineMessage[], readAtOpening = 100) {
  return buildItems(messages, alice, { read: readAtOpening, last: 100 }, utcDay).map((item) =>
    `${item.dayAt === undefined ? '' : 'day '}${item.isFirstUnread ? 'new ' : ''}${
      item.isFirst ? 'first ' : ''
    }${item.isLast ? 'last' : ''}`.trim(),
  );
}

test('messages of one author within five minutes stand together', () => {
  const messages = [
    makeMessage(1),
    makeMessage(2),
    makeMessage(3, { author: alice }),
    makeMessage(4, { at: noon + 6 * 60_000 }),
    makeMessage(5, { at: noon + 12 * 60_000 }),
  ];
  expect(shape(messages)).toEqual(['day first', 'last', 'first last', 'first last', 'first last']);
});

test('a new day and the unread divider each end a group', () => {
  const midnight = Date.parse('2026-11-25T00:00:00Z');
  const messages = [
    makeMessage(1, { at: midnight - 20_000 }),
    makeMessage(2, { at: midnight - 10_000 }),
    makeMessage(3, { at: midnight + 10_000 }),
    makeMessage(4, { at: midnight + 20_000 }),
  ];
  expect(shape(messages)).toEqual(['day first', 'last', 'day first', 'last']);
  expect(shape(messages, 3)).toEqual(['day first', 'last', 'day first last', 'new first last']);
});

test('one’s own messages are never unread, and a pending one is no divider', () => {
  const messages = [
    makeMessage(1),
    makeMessage(2, { author: alice }),
    makeMessage(3, { author: alice, pending: true, at: undefined }),
  ];
  expect(
    buildItems(messages, alice, { read: 1, last: 100 }, utcDay).some((item) => item.isFirstUnread),
  ).toBe(false);
});

test('what arrives while one is here is not divided from the rest', () => {
  const messages = [makeMessage(1), makeMessage(2)];
  const opening = { read: 1, last: 1 };
  expect(buildItems(messages, alice, opening, utcDay).some((item) => item.isFirstUnread)).toBe(
    false,
  );
});

test('a clock that runs back starts a day again and never hides one', () => {
  const messages = [makeMessage(1), makeMessage(2, { at: noon - dayMs }), makeMessage(3)];
  expect(shape(messages)).toEqual(['day first last', 'day first last', 'day first last']);
});

test('only growth at the start counts as such', () => {
  expect(isPrepended(['b', 'c'], ['a', 'b', 'c'])).toBe(true);
  expect(isPrepended(['b', 'c'], ['b', 'c', 'd'])).toBe(false);
  expect(isPrepended([], ['a'])).toBe(false);
  expect(isPrepended(['b'], ['x', 'y'])).toBe(false);
});

test('the count beneath is of standing messages by others that were not seen', () => {
  const messages = [
    makeMessage(1),
    makeMessage(2),
    makeMessage(3, { author: alice }),
    makeMessage(4, { kind: 'deleted' }),
    makeMessage(5),
    makeMessage(6, { author: alice, pending: true }),
  ];
  expect(countBelow(messages, alice, 2)).toBe(1);
  expect(countBelow(messages, alice, 0)).toBe(3);
  expect(countBelow(messages, alice, 6)).toBe(0);
});

test('seen is up to the last accepted message on the screen, whatever pends beneath it', () => {
  const messages = [makeMessage(1), makeMessage(2), makeMessage(3, { pending: true })];
  expect(lastAccepted(messages, 2)).toBe(2);
  expect(lastAccepted(messages, 0)).toBe(1);
  expect(lastAccepted(messages, -1)).toBe(0);
  expect(lastAccepted([makeMessage(1, { pending: true })], 0)).toBe(0);
});

test('a message written offline is told from one that was just slow', () => {
  expect(isLate(makeMessage(1, { writtenAt: noon, at: noon + 30_000 }))).toBe(false);
  expect(isLate(makeMessage(1, { writtenAt: noon, at: noon + 3_600_000 }))).toBe(true);
  expect(isLate(makeMessage(1, { writtenAt: noon, at: undefined, pending: true }))).toBe(false);
});

test('the last message one may edit is neither deleted, refused, nor another’s', () => {
  const refusal = {
    entryId: makeMessage(9).id,
    kind: 'message.send',
    code: 'chat-not-found',
    text: 'x',
  } as const;
  const messages = [
    makeMessage(1, { author: alice }),
    makeMessage(2, { author: alice }),
    makeMessage(3, { author: alice, kind: 'deleted' }),
    makeMessage(4, { author: alice, refusal, state: 'refused' }),
    makeMessage(5),
  ];
  expect(lastEditable(messages, alice)?.number).toBe(2);
  expect(lastEditable([makeMessage(1)], alice)).toBeUndefined();
});

test('an item is the same only while everything that is drawn of it is', () => {
  const message = makeMessage(1);
  const [one] = buildItems([message], alice, { read: 100, last: 100 }, utcDay);
  const [same] = buildItems([message], alice, { read: 100, last: 100 }, utcDay);
  const [joined] = buildItems([message, makeMessage(2)], alice, { read: 100, last: 100 }, utcDay);
  expect(isSameItem(one, same)).toBe(true);
  expect(isSameItem(one, joined)).toBe(false);
});

test('what was done in a group stands alone, and is not what was unread', () => {
  const messages = [
    makeMessage(1, { kind: 'event', event: { type: 'settings' } }),
    makeMessage(2),
    makeMessage(3),
    makeMessage(4, { kind: 'event', event: { type: 'described' } }),
    makeMessage(5),
  ];
  const items = buildItems(messages, alice, { read: 0, last: 5 }, utcDay);
  expect(items.map((item) => [item.isFirst, item.isLast])).toEqual([
    [true, true],
    [true, false],
    [false, true],
    [true, true],
    [true, true],
  ]);
  expect(items.findIndex((item) => item.isFirstUnread)).toBe(1);
});
