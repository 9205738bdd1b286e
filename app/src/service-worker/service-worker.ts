/**
 * Keeps the shell of the app on the device, so that it opens with no network. Invariant: a page is
 * only ever served files of one build or, for a page still open from the build before, that one's
 * own; a new build waits until a page asks for it.
 */
import { PrecacheController, PrecacheRoute } from 'workbox-precaching';
import { registerRoute } from 'workbox-routing';
import { isShellNavigation } from './shell-navigation.ts';

declare const self: ServiceWorkerGlobalScope;

/** Files of the build before this one: open tabs still load their lazy parts from there. */
const previousCacheName = 'previous-build';

const controller = new PrecacheController();
controller.addToCacheList(self.__WB_MANIFEST);

self.addEventListener('install', (event) => {
  event.waitUntil(controller.install(event));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    keepPreviousBuild()
      .then(() => controller.activate(event))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('message', (event) => {
  const message: unknown = event.data;
  if (message === 'skip-waiting') event.waitUntil(self.skipWaiting());
});

registerRoute(
  ({ request, url }) => request.mode === 'navigate' && isShellNavigation(url),
  controller.createHandlerBoundToURL('index.html'),
);
registerRoute(new PrecacheRoute(controller));
registerRoute(
  ({ url }) => url.origin === self.location.origin && url.pathname.startsWith('/assets/'),
  async ({ request }) => {
    const kept = await caches.match(request, { cacheName: previousCacheName });
    return kept ?? fetch(request);
  },
);

/** Moves what this build no longer lists out of the precache before it is cleared there. */
async function keepPreviousBuild(): Promise<void> {
  const current = new Set(controller.getCachedURLs());
  const precache = await caches.open(controller.strategy.cacheName);
  await caches.delete(previousCacheName);
  const previous = await caches.open(previousCacheName);
  for (const request of await precache.keys()) {
    if (current.has(request.url) || !new URL(request.url).pathname.startsWith('/assets/')) continue;
    const response = await precache.match(request);
    if (response !== undefined) await previous.put(request, response);
  }
}
