import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from './browser.ts';
import { type Run, startRun } from './run.ts';

const page = `<!doctype html><title>Hello Bob</title><script>
  navigator.serviceWorker.register('/worker.js');
  window.remember = (text) => new Promise((resolve) => {
    const opening = indexedDB.open('notes');
    opening.onupgradeneeded = () => opening.result.createObjectStore('notes');
    opening.onsuccess = () => {
      const writing = opening.result.transaction('notes', 'readwrite', { durability: 'strict' });
      writing.objectStore('notes').put(text, 'note');
      writing.oncomplete = resolve;
    };
  });
  window.recall = () => new Promise((resolve) => {
    indexedDB.open('notes').onsuccess = (event) => {
      const reading = event.target.result.transaction('notes').objectStore('notes').get('note');
      reading.onsuccess = () => resolve(reading.result);
    };
  });
</script>`;
const worker = `
  self.addEventListener('install', (event) => event.waitUntil(
    caches.open('shell').then((cache) => cache.add('/'))));
  self.addEventListener('fetch', (event) => event.respondWith(
    caches.match(event.request).then((held) => held ?? fetch(event.request))));
`;

let run: Run;
let server: Server;
let address: string;

beforeAll(async () => {
  run = await startRun();
  server = createServer((request, response) => {
    const isWorker = request.url === '/worker.js';
    response.setHeader('content-type', isWorker ? 'text/javascript' : 'text/html');
    response.end(isWorker ? worker : page);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('no TCP address');
  address = `http://127.0.0.1:${bound.port}/`;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await run.stop();
});

test('two browsers are two processes with profiles of their own', async () => {
  const [alice, bob] = await Promise.all([launchBrowser(run), launchBrowser(run)]);
  expect(alice.processId).not.toBe(bob.processId);
  await alice.page.goto(address);
  await bob.page.goto(address);
  expect(await bob.page.title()).toBe('Hello Bob');
  await alice.page.evaluate("localStorage.setItem('who', 'Alice')");
  expect(await bob.page.evaluate("localStorage.getItem('who')")).toBeNull();
  await Promise.all([alice.close(), bob.close()]);
});

test('a killed browser starts again on its profile, with no network, and has what it stored', async () => {
  const first = await launchBrowser(run);
  await first.page.goto(address);
  await first.page.evaluate('navigator.serviceWorker.ready');
  await first.page.evaluate("remember('written just before')");
  await first.kill();
  // It is dead; its number is free once this process has heard of that.
  await expect.poll(() => isThere(first.processId)).toBe(false);

  const second = await launchBrowser(run, { profileFolder: first.profileFolder });
  await second.context.setOffline(true);
  await second.page.goto(address);
  expect(await second.page.title()).toBe('Hello Bob');
  expect(await second.page.evaluate('recall()')).toBe('written just before');
  await second.close();
});

function isThere(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}
