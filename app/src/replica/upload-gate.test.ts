import { fileId } from '@jibber/schema/ids';
import { expect, test } from 'vitest';
import { type FileUploads, UploadGate } from './upload-gate.ts';

const picture = fileId('0193a1b2-0000-7000-8000-0000000000f1');

function makeUploads() {
  const listeners = new Set<() => void>();
  const settled: string[] = [];
  const up = new Set<string>();
  const uploads: FileUploads = {
    isUploaded: (file) => up.has(file),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    settle: async (file) => void settled.push(file),
  };
  const arrive = () => {
    up.add(picture);
    for (const listener of listeners) listener();
  };
  return { uploads, listeners, settled, arrive };
}

test('an entry waits until what keeps files is loaded and the file is up, and is looked at then', async () => {
  const { uploads, arrive } = makeUploads();
  let loads = 0;
  let looks = 0;
  const gate = new UploadGate(
    async () => {
      loads += 1;
      return uploads;
    },
    () => {
      looks += 1;
    },
  );
  expect([gate.isUploaded(picture), gate.isUploaded(picture)]).toEqual([false, false]);
  await Promise.resolve();
  await Promise.resolve();
  expect([loads, looks, gate.isUploaded(picture)]).toEqual([1, 1, false]);
  arrive();
  expect([looks, gate.isUploaded(picture)]).toEqual([2, true]);
});

test('where nothing keeps files, no entry waits', () => {
  const gate = new UploadGate(undefined, () => {
    throw new Error('nothing can change');
  });
  expect(gate.isUploaded(picture)).toBe(true);
});

test('a file is settled when what named it was accepted, and a stopped gate hears no more', async () => {
  const { uploads, settled, listeners } = makeUploads();
  const gate = new UploadGate(
    async () => uploads,
    () => undefined,
  );
  await gate.settle(picture);
  expect([settled, listeners.size]).toEqual([[picture], 1]);
  gate.stop();
  expect(listeners.size).toBe(0);
});
