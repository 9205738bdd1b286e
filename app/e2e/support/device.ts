/** What a device holds, as somebody sees it who looks into its storage. */
import type { Page } from 'playwright-core';

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
