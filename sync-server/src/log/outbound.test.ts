import { limits } from '@jibber/schema/limits';
import { createVirtualTime, type VirtualTime } from '@jibber/schema/testkit/virtual-time';
import { beforeEach, expect, test } from 'vitest';
import { Mailbox, Outbound } from './outbound.ts';

let time: VirtualTime;
let outbound: Outbound;

beforeEach(() => {
  time = createVirtualTime();
  outbound = new Outbound(time.actor('node'));
});

function connect(takes = Number.POSITIVE_INFINITY) {
  const got: Uint8Array[] = [];
  const events: string[] = [];
  const mailbox = new Mailbox(
    {
      send: (message) => got.push(message) <= takes,
      bufferedBytes: () => 0,
      end: (code) => events.push(code),
    },
    () => events.push('lost'),
  );
  return { mailbox, got, events };
}

const frame = (size: number, fill = 1) => new Uint8Array(size).fill(fill);

test('what a turn brings leaves as one message, after it, in its order', async () => {
  const { mailbox, got } = connect();
  outbound.push(mailbox, frame(1, 1));
  outbound.push(mailbox, frame(2, 2));
  expect(got).toEqual([]);
  await time.runFor(0);
  expect(got).toEqual([new Uint8Array([1, 2, 2])]);
  outbound.push(mailbox, frame(1, 3));
  await time.runFor(0);
  expect(got).toHaveLength(2);
});

test('sockets that are due the same frames share the bytes of their message', async () => {
  const sockets = [connect(), connect(), connect()];
  const [one, two] = [frame(10), frame(20)];
  for (const { mailbox } of sockets) {
    outbound.push(mailbox, one);
    outbound.push(mailbox, two);
  }
  const odd = connect();
  outbound.push(odd.mailbox, one);
  outbound.push(odd.mailbox, frame(20));
  await time.runFor(0);
  const [first, ...others] = sockets.map(({ got }) => got[0]);
  expect(others.every((message) => message === first)).toBe(true);
  expect(odd.got[0]).toEqual(first);
  expect(odd.got[0]).not.toBe(first);
  const alone = connect();
  outbound.push(alone.mailbox, one);
  await time.runFor(0);
  expect(alone.got[0]).toBe(one);
});

test('a message holds whole frames, up to the largest message of a socket', async () => {
  const { mailbox, got } = connect();
  const sizes = [limits.frameBytes, 1000, limits.frameBytes - 1000, 1, limits.frameBytes - 1, 2];
  for (const size of sizes) outbound.push(mailbox, frame(size));
  await time.runFor(0);
  expect(got.map(({ length }) => length)).toEqual([
    limits.frameBytes,
    limits.frameBytes,
    limits.frameBytes,
    2,
  ]);
});

test('a socket that takes no more is lost, and gets nothing of what was left', async () => {
  const { mailbox, got, events } = connect(1);
  for (let count = 0; count < 4; count += 1) outbound.push(mailbox, frame(limits.frameBytes));
  await time.runFor(0);
  expect(got).toHaveLength(2);
  expect(events).toEqual(['lost']);
});

test('while held nothing leaves, and what piles up has a bound', async () => {
  const patient = connect();
  const greedy = connect();
  outbound.hold();
  outbound.push(patient.mailbox, frame(5));
  for (let count = 0; count < 3; count += 1) {
    outbound.push(greedy.mailbox, frame(limits.backpressureBytes / 2));
  }
  await time.runFor(100);
  expect(patient.got).toEqual([]);
  expect(greedy.events).toEqual(['slow-reader', 'lost']);
  outbound.release();
  expect(patient.got).toEqual([frame(5)]);
});

test('somebody who waits for a mailbox to be emptied is told once, after its frames', async () => {
  const { mailbox, got } = connect();
  const told: number[] = [];
  outbound.push(mailbox, frame(5));
  mailbox.afterFlush = () => told.push(got.length);
  await time.runFor(0);
  outbound.push(mailbox, frame(5));
  await time.runFor(0);
  expect(told).toEqual([1]);
});
