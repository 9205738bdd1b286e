/** What the page of local-database.spec.ts can do; nothing of it is in the app. */
import { chatId as chat } from '@jibber/schema/ids';
import { indexedDatabases } from '../../src/replica/indexed-database.ts';
import type { LocalDatabase } from '../../src/replica/local-database.ts';
import { localDatabaseContract } from '../../src/replica/local-database-contract.ts';

const quiet = {
  blocked: () => undefined,
  opened: () => undefined,
  closed: () => undefined,
  unreadable: () => undefined,
};

async function open(name: string): Promise<LocalDatabase> {
  const opened = await indexedDatabases.open(name, quiet);
  if (!opened.ok) throw new Error(`not opened: ${opened.code}`);
  return opened.value;
}

const databasePage = {
  /** @returns how many cases ran, and what failed */
  async runContract() {
    const failed: string[] = [];
    for (const [index, each] of localDatabaseContract.entries()) {
      const rig = {
        open: () => open(`contract ${index}`),
        idle: () => new Promise<void>((resolve) => setTimeout(resolve, 20)),
      };
      await each.run(rig).catch((error: unknown) => failed.push(`${each.name}: ${error}`));
    }
    return { failed, count: localDatabaseContract.length };
  },

  async put(name: string, value: string): Promise<string> {
    const database = await open(name);
    const written = await database.write(['meta'], 'strict', async (transaction) => {
      transaction.table('meta').put({ name: 'value', value });
    });
    database.close();
    return written.ok ? 'stored' : written.code;
  },

  async read(name: string): Promise<string> {
    const database = await open(name);
    const found = await database.read(['meta'], (transaction) =>
      transaction.table('meta').get('value'),
    );
    database.close();
    return found.ok ? String(found.value?.value) : found.code;
  },

  async removeWhileOpen(): Promise<string> {
    const database = await open('removed');
    const isRemoved = await indexedDatabases.remove('removed');
    const after = await database.read(['meta'], (transaction) => transaction.table('meta').all());
    return `${isRemoved} ${after.ok ? 'read' : after.code}`;
  },

  async openNewer(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.open('newer', 99);
      request.onerror = () => reject(new Error(request.error?.message));
      request.onsuccess = () => {
        request.result.close();
        resolve();
      };
    });
    const opened = await indexedDatabases.open('newer', quiet);
    return opened.ok ? 'opened' : opened.code;
  },

  /** A database as the first version left it, then opened by this one. */
  async upgrade(): Promise<string> {
    const first = ['chats', 'documents', 'rows', 'outbox', 'receipts', 'profiles', 'drafts'];
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.open('first', 1);
      request.onerror = () => reject(new Error(request.error?.message));
      request.onupgradeneeded = () => {
        for (const name of first) request.result.createObjectStore(name, { keyPath: 'chatId' });
        const meta = request.result.createObjectStore('meta', { keyPath: ['name'] });
        meta.put({ name: 'value', value: 'from before' });
      };
      request.onsuccess = () => {
        request.result.close();
        resolve();
      };
    });
    const kept = await databasePage.read('first');
    const database = await open('first');
    const chatId = chat('g0193a1b2-0000-7000-8000-000000000001');
    const written = await database.write(['members'], 'strict', async (transaction) => {
      transaction.table('members').put({ chatId, present: [] });
    });
    const read = await database.read(['members'], (transaction) =>
      transaction.table('members').get(chatId),
    );
    database.close();
    return `${kept}, ${written.ok ? 'stored' : written.code}, ${read.ok && read.value?.chatId}`;
  },

  /** A request fails, and with it what was asked for after it in the same transaction. */
  async readAfterFailure(): Promise<string> {
    await databasePage.put('failing', 'before');
    const database = await open('failing');
    const { put } = IDBObjectStore.prototype;
    // As a browser without room: not the call fails, but what it asked for.
    IDBObjectStore.prototype.put = function putTwice(record) {
      return this.add(record);
    };
    const written = await database.write(['meta'], 'strict', async (transaction) => {
      const meta = transaction.table('meta');
      meta.put({ name: 'value', value: 'after' });
      await meta.get('value');
    });
    IDBObjectStore.prototype.put = put;
    return written.ok ? 'stored' : written.code;
  },

  /** A record of another shape than the table's, as damage or another version leaves it. */
  async readForeign(): Promise<string> {
    const database = await open('foreign');
    database.close();
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.open('foreign');
      request.onerror = () => reject(new Error(request.error?.message));
      request.onsuccess = () => {
        const transaction = request.result.transaction('meta', 'readwrite');
        transaction.objectStore('meta').put({ name: 'value', value: { deep: true } });
        transaction.oncomplete = () => {
          request.result.close();
          resolve();
        };
      };
    });
    return databasePage.read('foreign');
  },
};

declare global {
  interface Window {
    databasePage: typeof databasePage;
  }
}

window.databasePage = databasePage;
