import { entryId, userId } from '@jibber/schema/ids';
import { expect, test } from 'vitest';
import type { TimelineMessage } from '../../state/open-chat.ts';
import { findArrived } from './arrived.ts';

const alice = userId('0193a1b2-0000-7000-8000-000000000001');
const bob = userId('0193a1b2-0000-7000-8000-000000000002');

function makeMessage(number: number, change: Partial<TimelineMessage> = {}): TimelineMessage {
  return {
    id: entryId(`0193a1b2-0000-7000-9000-${String(number).padStart(12, '0')}`),
    number,
    pending: false,
    author: bob,
    kind: 'message',
    text: '',
    event: undefined,
    deletedBy: undefined,
    edited: false,
    changing: false,
    writtenAt: number,
    at: number,
    state: undefined,
    refusal: undefined,
    ...change,
  };
}

test('nothing up to the last number known is new', () => {
  expect(findArrived([makeMessage(1), makeMessage(2)], alice, 2)).toEqual({
    arrived: [],
    lastNumber: 2,
  });
});

test('what others wrote since is new; one’s own, pending and deleted are not', () => {
  const messages = [
    makeMessage(1),
    makeMessage(2),
    makeMessage(3, { author: alice }),
    makeMessage(4, { kind: 'deleted' }),
    makeMessage(5),
    makeMessage(6, { author: alice, pending: true }),
  ];
  const { arrived, lastNumber } = findArrived(messages, alice, 1);
  expect(arrived.map((message) => message.number)).toEqual([2, 5]);
  expect(lastNumber).toBe(5);
});
