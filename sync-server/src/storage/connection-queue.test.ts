import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ConnectionQueue } from './connection-queue.ts';
import { DatabaseGone, NoConnection } from './database-errors.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('who came first has his turn first, one at a time', async () => {
  const queue = new ConnectionQueue(1_000);
  const turns: string[] = [];
  const take = (name: string) => queue.acquire().then(() => turns.push(name));
  await take('Alice');
  const others = [take('Bob'), take('Mallory')];
  await Promise.resolve();
  expect(turns).toEqual(['Alice']);
  queue.release();
  await others[0];
  expect(turns).toEqual(['Alice', 'Bob']);
  queue.release();
  await others[1];
  queue.release();
  await take('Alice again');
  expect(turns).toEqual(['Alice', 'Bob', 'Mallory', 'Alice again']);
});

test('who waits too long is refused and loses his place to the next', async () => {
  const queue = new ConnectionQueue(1_000);
  await queue.acquire();
  const early = expect(queue.acquire()).rejects.toThrow(NoConnection);
  await vi.advanceTimersByTimeAsync(600);
  const late = queue.acquire();
  await vi.advanceTimersByTimeAsync(600);
  await early;
  queue.release();
  await late;
});

test('its end refuses all who wait and come, and leaves the one whose turn it is', async () => {
  const queue = new ConnectionQueue(1_000);
  await queue.acquire();
  const waiting = expect(queue.acquire()).rejects.toThrow(DatabaseGone);
  const free = queue.whenFree(500);
  queue.end();
  await waiting;
  await expect(queue.acquire()).rejects.toThrow(DatabaseGone);
  queue.release();
  expect(await free).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

test('waiting for it to be free is given up in time', async () => {
  const queue = new ConnectionQueue(1_000);
  expect(await queue.whenFree(500)).toBe(true);
  await queue.acquire();
  const free = queue.whenFree(500);
  await vi.advanceTimersByTimeAsync(500);
  expect(await free).toBe(false);
});
