import { expect, test } from 'vitest';
import { makeBoundedQueue } from './bounded-queue.ts';

test('two run, the queue waits in order, and what comes beyond it is told to come again', async () => {
  const queue = makeBoundedQueue({ running: 2, waiting: 3 });
  const started: number[] = [];
  const finish: (() => void)[] = [];
  const work = (name: number) =>
    queue.run(() => {
      started.push(name);
      return new Promise<number>((resolve) => finish.push(() => resolve(name)));
    });
  const answers = [work(1), work(2), work(3), work(4), work(5)];
  expect(await work(6)).toEqual({ ok: false, code: 'busy' });
  expect(started).toEqual([1, 2]);
  for (let index = 0; index < answers.length; index += 1) {
    finish[index]?.();
    expect(await answers[index]).toEqual({ ok: true, value: index + 1 });
  }
  expect(started).toEqual([1, 2, 3, 4, 5]);
});

test('work that fails gives its place to the next', async () => {
  const queue = makeBoundedQueue({ running: 1, waiting: 1 });
  const failing = queue.run(() => Promise.reject(new Error('out of memory')));
  const next = queue.run(() => Promise.resolve('done'));
  await expect(failing).rejects.toThrow('out of memory');
  expect(await next).toEqual({ ok: true, value: 'done' });
});
