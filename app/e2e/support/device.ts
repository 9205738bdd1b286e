/** What a device holds, as somebody sees it who looks into its storage. */
import type { BrowserContext, Page } from 'playwright-core';

/** Numbers of records by table of the one database of the app that is there. */
export async function countRecords(page: Page): Promise<Record<string, number>> {
  return page.evaluate(async () => {
    const counts: Record<string, number> = {};
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(name ?? '');
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(new Error(opening.error?.message));
      });
      for (const table of database.objectStoreNames) {
        const counting = database.transaction(table).objectStore(table).count();
        counts[table] = await new Promise<number>((resolve, reject) => {
          counting.onsuccess = () => resolve(counting.result);
          counting.onerror = () => reject(new Error(counting.error?.message));
        });
      }
      database.close();
    }
    return counts;
  });
}

/** As a browser does that needs room: whoever has a database open finds it closed. */
export async function evict(page: Page, origin: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
  await session.detach();
}

/** A page of the same origin in which the app does not run. */
export async function openWithoutApp(context: BrowserContext, origin: string): Promise<Page> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setScriptExecutionDisabled', { value: true });
  await page.goto(origin);
  await session.send('Emulation.setScriptExecutionDisabled', { value: false });
  await session.detach();
  return page;
}

/** Changes keys of every record of a table. @returns how many there were */
export async function changeRecords(
  page: Page,
  table: string,
  changed: Readonly<Record<string, string>>,
): Promise<number> {
  return page.evaluate(
    async ([name, keys]) => {
      const [found] = await indexedDB.databases();
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(found?.name ?? '');
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(new Error(opening.error?.message));
      });
      const transaction = database.transaction(name, 'readwrite');
      let count = 0;
      const reading = transaction.objectStore(name).openCursor();
      reading.onsuccess = () => {
        const cursor = reading.result;
        if (cursor === null) return;
        count += 1;
        cursor.update({ ...cursor.value, ...keys });
        cursor.continue();
      };
      await new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(new Error(transaction.error?.message));
      });
      database.close();
      return count;
    },
    [table, changed] as const,
  );
}

/**
 * Puts an older version of the database there, empty, and holds it open as a tab that was never
 * reloaded: it does not give way.
 * @param page one in which the app does not run
 */
export async function holdOlderDatabase(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const [found] = await indexedDB.databases();
    const name = found?.name ?? '';
    const done = (request: IDBOpenDBRequest) =>
      new Promise<void>((resolve, reject) => {
        request.onsuccess = () => resolve();
        request.onerror = () => reject(new Error(request.error?.message));
      });
    await done(indexedDB.deleteDatabase(name));
    await done(indexedDB.open(name, 1));
  });
}

/** From the next load on the page is of a build whose tables are of a newer version. */
export async function useNewerDatabase(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const { open } = IDBFactory.prototype;
    IDBFactory.prototype.open = function openNewer(name) {
      return open.call(this, name, 2);
    };
  });
}
