import { expect, test } from 'vitest';
import { Heartbeat } from './heartbeat.ts';

function makeHeartbeat() {
  let nowMs = 0;
  const calls: string[] = [];
  const heartbeat = new Heartbeat({ pingMs: 100, pongMs: 50, now: () => nowMs });
  const socket = { ping: () => void calls.push('ping'), expire: () => void calls.push('expire') };
  const advance = (ms: number) => {
    nowMs += ms;
    heartbeat.tick();
  };
  return { heartbeat, socket, calls, advance };
}

test('a socket that answers is pinged again and again and never expires', () => {
  const { heartbeat, socket, calls, advance } = makeHeartbeat();
  heartbeat.add(socket);
  for (let round = 0; round < 3; round += 1) {
    advance(99);
    expect(calls).toHaveLength(round);
    advance(1);
    expect(calls).toHaveLength(round + 1);
    heartbeat.heard(socket);
  }
  expect(new Set(calls)).toEqual(new Set(['ping']));
});

test('a socket that does not answer expires once, the deadline after its ping', () => {
  const { heartbeat, socket, calls, advance } = makeHeartbeat();
  heartbeat.add(socket);
  advance(100);
  advance(49);
  expect(calls).toEqual(['ping']);
  advance(1);
  advance(1000);
  expect(calls).toEqual(['ping', 'expire']);
});

test('an answer in the last moment counts, one after the end does nothing', () => {
  const { heartbeat, socket, calls, advance } = makeHeartbeat();
  heartbeat.add(socket);
  advance(100);
  advance(49);
  heartbeat.heard(socket);
  advance(50);
  expect(calls).toEqual(['ping']);
  heartbeat.delete(socket);
  heartbeat.heard(socket);
  advance(1000);
  expect(calls).toEqual(['ping']);
});
