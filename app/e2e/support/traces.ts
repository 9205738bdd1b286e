/** Looks for a text in everything that leaves the server and everything that stays on a device. */
import type { Page } from 'playwright-core';

/** A text as it may stand in text or in bytes. */
export type Secret = string;

/** Listens to all that a page receives. Call before it goes to the app. */
export function hearEverything(page: Page): {
  holding(secret: Secret): Promise<string[]>;
  count(): number;
} {
  const heard: { readonly from: string; readonly bytes: Buffer }[] = [];
  const pending = new Set<Promise<void>>();
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => {
      heard.push({ from: 'socket', bytes: Buffer.from(payload) });
    });
  });
  page.on('response', (response) => {
    if (response.status() >= 300) return;
    const body = response.body().then(
      (bytes) => void heard.push({ from: response.url(), bytes }),
      // The page has gone on meanwhile; it did not get the body either.
      () => undefined,
    );
    pending.add(body);
  });
  return {
    async holding(secret) {
      await Promise.all(pending);
      return heard.filter(({ bytes }) => bytes.includes(secret)).map(({ from }) => from);
    },
    count: () => heard.length,
  };
}

/**
 * Where a device holds a text: records of its databases, also inside of bytes, caches, small storage.
 * @returns names of the tables and other places
 */
export function placesOnDevice(page: Page, secret: Secret): Promise<string[]> {
  return page.evaluate(async (wanted) => {
    const settled = <Value>(request: IDBRequest<Value>) =>
      new Promise<Value>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(new Error(request.error?.message));
      });
    const found = new Set<string>();
    const bytes = new TextDecoder('latin1');
    const holds = (value: unknown): boolean => {
      if (typeof value === 'string') return value.includes(wanted);
      if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
        return bytes.decode(value).includes(wanted);
      }
      if (typeof value !== 'object' || value === null) return false;
      return Object.entries(value).some(([key, each]) => key.includes(wanted) || holds(each));
    };
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await settled(indexedDB.open(name));
      for (const table of database.objectStoreNames) {
        const store = database.transaction(table).objectStore(table);
        const [keys, records] = [await settled(store.getAllKeys()), await settled(store.getAll())];
        if (holds(keys) || holds(records)) found.add(table);
      }
      database.close();
    }
    if (holds({ ...localStorage }) || holds({ ...sessionStorage })) found.add('small storage');
    for (const cacheName of await caches.keys()) {
      const cache = await caches.open(cacheName);
      for (const request of await cache.keys()) {
        const response = await cache.match(request);
        if (holds(await response?.arrayBuffer())) found.add(cacheName);
      }
    }
    return [...found].sort();
  }, secret);
}
