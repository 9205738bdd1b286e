import { expect, test } from 'vitest';
import { readUpload } from './read-upload.ts';
import { UploadSlots } from './upload-slots.ts';

function bodyOf(chunks: readonly (number | 'broken')[]) {
  let pulls = 0;
  let isCancelled = false;
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const next = chunks[pulls];
        pulls += 1;
        if (next === undefined) controller.close();
        else if (next === 'broken') controller.error(new Error('the client went away'));
        else controller.enqueue(new Uint8Array(next).fill(pulls));
      },
      cancel() {
        isCancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, pulls: () => pulls, isCancelled: () => isCancelled };
}

test('a body is read whole up to its bound', async () => {
  expect(await readUpload(bodyOf([2, 1]).stream, 3)).toEqual({
    ok: true,
    value: Uint8Array.of(1, 1, 2),
  });
  expect(await readUpload(bodyOf([]).stream, 3)).toEqual({ ok: true, value: new Uint8Array() });
  expect(await readUpload(null, 3)).toEqual({ ok: true, value: new Uint8Array() });
});

test('beyond its bound nothing more is asked for', async () => {
  const body = bodyOf([2, 2, 2, 2, 2, 2]);
  expect(await readUpload(body.stream, 3)).toEqual({ ok: false, code: 'too-big' });
  expect(body.pulls()).toBe(2);
  expect(body.isCancelled()).toBe(true);
});

test('a body that breaks off is none', async () => {
  expect(await readUpload(bodyOf([1, 'broken']).stream, 9)).toEqual({ ok: false, code: 'too-big' });
});

test('an account never holds all slots, and a slot given back is free', () => {
  const slots = new UploadSlots(3, 2);
  const first = slots.take('alice');
  slots.take('alice');
  expect(slots.take('alice')).toBeUndefined();
  slots.take('bob');
  expect(slots.take('mallory')).toBeUndefined();
  first?.();
  expect(slots.take('bob')).toBeDefined();
  expect(slots.take('alice')).toBeUndefined();
});
