import { expect, test } from 'vitest';
import type { LinkListener } from './link-end.ts';
import { createRandom } from './random.ts';
import { createVirtualLink, type LinkOptions } from './virtual-link.ts';
import { createVirtualTime } from './virtual-time.ts';

type Heard = { readonly messages: number[]; drained: number; readonly closed: number[] };

function listen(): LinkListener & { readonly heard: Heard } {
  const heard: Heard = { messages: [], drained: 0, closed: [] };
  return {
    heard,
    received: (message) => heard.messages.push(message[0] ?? -1),
    drained: () => {
      heard.drained += 1;
    },
    closed: (code) => heard.closed.push(code),
  };
}

function connect(seed: number | string, options: Partial<LinkOptions> = {}) {
  const time = createVirtualTime({ startMs: 0 });
  const device = listen();
  const node = listen();
  const scheduler = time.actor('network');
  const random = createRandom(seed);
  const link = createVirtualLink({ scheduler, random, device, node, ...options });
  return { time, link, device: device.heard, node: node.heard };
}

function message(number: number, lengthBytes = 10): Uint8Array {
  return new Uint8Array(lengthBytes).fill(number);
}

test('messages arrive in order in both directions, whatever each one takes', async () => {
  const { time, link, device, node } = connect(1);
  const numbers = Array.from({ length: 50 }, (_, index) => index);
  for (const number of numbers) {
    expect(link.device.send(message(number))).toBe(true);
    link.node.send(message(number));
  }
  expect(node.messages).toEqual([]);
  await time.runFor(5000);
  expect(node.messages).toEqual(numbers);
  expect(device.messages).toEqual(numbers);
  expect(device.closed).toEqual([]);
});

test('what was sent is a copy', async () => {
  const { time, link, node } = connect(1);
  const bytes = message(7);
  link.device.send(bytes);
  bytes.fill(9);
  await time.runFor(5000);
  expect(node.messages).toEqual([7]);
});

test('a buffer fills, drains as fast as the line, and that is told', async () => {
  const { time, link, node, device } = connect(1, { bytesPerMs: 1 });
  link.node.send(message(1, 96));
  link.node.send(message(2, 96));
  expect(link.node.bufferedBytes()).toBe(200);
  await time.runFor(100);
  expect(link.node.bufferedBytes()).toBe(100);
  expect(node.drained).toBe(0);
  await time.runFor(100);
  expect(link.node.bufferedBytes()).toBe(0);
  expect(node.drained).toBe(1);
  await time.runFor(100);
  expect(device.messages).toEqual([1, 2]);
});

test('an orderly end lets what was sent before arrive, and each end is told once', async () => {
  const { time, link, device, node } = connect(1);
  link.node.send(message(1));
  link.node.close(4401);
  link.node.close(1001);
  await time.runFor(5000);
  expect(device.messages).toEqual([1]);
  expect(device.closed).toEqual([4401]);
  expect(node.closed).toEqual([4401]);
  expect(link.device.send(message(2))).toBe(false);
  expect(link.isOver()).toBe(true);
});

test('a cut loses what is on its way; both ends notice in their own time', async () => {
  const { time, link, device, node } = connect(1, { delayMs: [50, 50], noticeMs: 1000 });
  link.device.send(message(1));
  await time.runFor(60);
  link.device.send(message(2));
  await time.runFor(20);
  link.cut();
  link.cut();
  expect(link.device.send(message(3))).toBe(true);
  await time.runFor(5000);
  expect(node.messages).toEqual([1]);
  expect([device.closed, node.closed]).toEqual([[1006], [1006]]);
});

test('a cut within a message loses it whole, and everything after', async () => {
  for (let bytes = 0; bytes < 42; bytes += 1) {
    const { time, link, node } = connect(bytes);
    link.cutAfter('up', bytes);
    for (const number of [1, 2, 3]) link.device.send(message(number));
    await time.runFor(5000);
    expect(node.messages).toEqual([1, 2, 3].slice(0, Math.floor(bytes / 14)));
    expect(node.closed).toEqual(bytes >= 42 ? [] : [1006]);
  }
});

test('stopped bytes wait unseen and come in order once they flow again', async () => {
  const { time, link, device, node } = connect(1, { bytesPerMs: 1 });
  link.node.send(message(1));
  await time.runFor(20);
  link.stop();
  link.node.send(message(2));
  link.node.send(message(3));
  await time.runFor(60_000);
  expect(device.messages).toEqual([]);
  expect(device.closed).toEqual([]);
  expect(link.node.bufferedBytes()).toBe(28);
  link.resume();
  await time.runFor(5000);
  expect(device.messages).toEqual([1, 2, 3]);
  expect(node.drained).toBeGreaterThan(0);
});

test('one direction may stop alone', async () => {
  const { time, link, device, node } = connect(1);
  link.stop('down');
  link.node.send(message(1));
  link.device.send(message(2));
  await time.runFor(5000);
  expect(device.messages).toEqual([]);
  expect(node.messages).toEqual([2]);
});

test('a message may come twice', async () => {
  const { time, link, device } = connect(1);
  link.repeatNext('down');
  for (const number of [1, 2]) link.node.send(message(number));
  await time.runFor(5000);
  expect(device.messages).toEqual([1, 1, 2]);
});

test('the same seed gives the same run', async () => {
  const runs = await Promise.all(
    [1, 2, 3].map(async (round) => {
      const { time, link, node } = connect(round === 3 ? 'other' : 'same');
      const times: number[] = [];
      for (const number of [1, 2, 3, 4]) link.device.send(message(number));
      while (node.messages.length < 4) {
        await time.runNext();
        times.push(time.now());
      }
      return times;
    }),
  );
  expect(runs[0]).toEqual(runs[1]);
  expect(runs[0]).not.toEqual(runs[2]);
});
