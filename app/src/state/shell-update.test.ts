import { expect, test } from 'vitest';
import { makeShellUpdate, type Workers } from './shell-update.ts';

/** A page over which one build rules, while another waits behind it. */
async function openPage(waiting: { state: ServiceWorkerState }) {
  const told: unknown[] = [];
  let reloads = 0;
  let takeOver = () => {};
  const worker = {
    get state() {
      return waiting.state;
    },
    postMessage: (message: unknown) => void told.push(message),
  };
  const workers: Workers = {
    controller: {},
    register: async () => ({ waiting: worker, installing: null, addEventListener: () => {} }),
    addEventListener: (_type, listener) => {
      takeOver = listener;
    },
  };
  const update = makeShellUpdate(workers, () => {
    reloads += 1;
  });
  await Promise.resolve();
  await Promise.resolve();
  expect(update.isReady()).toBe(true);
  return { update, told, takeOver: () => takeOver(), reloads: () => reloads };
}

test('a page is reloaded once the build that it let go rules, and not before', async () => {
  const page = await openPage({ state: 'installed' });
  page.update.apply();
  expect(page.told).toEqual(['skip-waiting']);
  expect(page.reloads()).toBe(0);
  page.takeOver();
  expect(page.reloads()).toBe(1);
});

test('a page under which another one let the build go is left alone, until it asks for it', async () => {
  const build: { state: ServiceWorkerState } = { state: 'installed' };
  const page = await openPage(build);
  build.state = 'activated';
  page.takeOver();
  expect(page.reloads()).toBe(0);
  page.update.apply();
  expect(page.reloads()).toBe(1);
});
