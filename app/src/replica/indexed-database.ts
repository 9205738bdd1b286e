/**
 * The local database over IndexedDB, by `idb`. Invariant: a promise of a write that resolved is on
 * the disk as far as its durability says; every other outcome is a fault with a name, or a broken
 * assumption that throws.
 */
import { fail, type Result, succeed } from '@jibber/schema/result';
import {
  deleteDB,
  type IDBPDatabase,
  type IDBPObjectStore,
  type IDBPTransaction,
  openDB,
} from 'idb';
import type { DatabaseOpener, OpenEvents, OpenFault } from './account-database.ts';
import type {
  DatabaseFault,
  KeyPart,
  KeyRange,
  LocalDatabase,
  ReadTransaction,
  WriteTable,
  WriteTransaction,
} from './local-database.ts';
import {
  canClean,
  cleanRecord,
  isContent,
  isOwnWords,
  loadCleaning,
  type Records,
  type TableName,
  tableKeys,
  tableNames,
} from './records.ts';

/** Raised with each change of the tables; `upgrade` then leads from every earlier one. */
const version = 2;

export const indexedDatabases: DatabaseOpener = {
  async open(name, events) {
    try {
      return succeed(new IndexedDatabase(await openTables(name, events), events));
    } catch (error) {
      return fail(openFaultOf(error));
    }
  },
  async remove(name) {
    try {
      // A tab that is asleep may hold it open for long; the deletion then happens when it ends.
      await new Promise<void>((resolve, reject) => {
        deleteDB(name, { blocked: () => resolve() }).then(resolve, reject);
      });
      return true;
    } catch (error) {
      if (error instanceof DOMException) return false;
      throw error;
    }
  },
};

async function openTables(name: string, events: OpenEvents): Promise<IDBPDatabase> {
  const database = await openDB(name, version, {
    upgrade(upgraded) {
      for (const table of tableNames) {
        if (upgraded.objectStoreNames.contains(table)) continue;
        upgraded.createObjectStore(table, { keyPath: [...tableKeys[table]] });
      }
    },
    blocked: () => events.blocked(),
    // Another tab deletes the database or brings a newer version: never stand in its way.
    blocking: (_current, _blocked, event) => {
      if (event.target instanceof IDBDatabase) event.target.close();
      events.closed();
    },
    terminated: () => events.closed(),
  });
  events.opened();
  return database;
}

class IndexedDatabase implements LocalDatabase {
  readonly #database: IDBPDatabase;
  readonly #events: Pick<OpenEvents, 'unreadable'>;

  constructor(database: IDBPDatabase, events: Pick<OpenEvents, 'unreadable'>) {
    this.#database = database;
    this.#events = events;
  }

  read<Value>(
    tables: readonly TableName[],
    work: (transaction: ReadTransaction) => Promise<Value>,
  ): Promise<Result<Value, DatabaseFault>> {
    return this.#run(tables, 'readonly', 'default', work);
  }

  write<Value>(
    tables: readonly TableName[],
    durability: 'strict' | 'relaxed',
    work: (transaction: WriteTransaction) => Promise<Value>,
  ): Promise<Result<Value, DatabaseFault>> {
    return this.#run(tables, 'readwrite', durability, work);
  }

  close(): void {
    this.#database.close();
  }

  async #run<Value>(
    tables: readonly TableName[],
    mode: 'readonly' | 'readwrite',
    durability: IDBTransactionDurability,
    work: (transaction: WriteTransaction) => Promise<Value>,
  ): Promise<Result<Value, DatabaseFault>> {
    if (!canClean(tables)) await loadCleaning();
    let transaction: Transaction;
    try {
      transaction = this.#database.transaction([...tables], mode, { durability });
    } catch (error) {
      return fail(faultOf(error));
    }
    /** What failed first undoes the rest, of which each then only says that it was undone. */
    let cause: unknown;
    const noteFailure = (error: unknown) => {
      cause ??= error;
    };
    const stores = new Map(tables.map((name) => [name, transaction.objectStore(name)]));
    // Told by `done` below; without a listener of its own it would count as unhandled.
    const done = transaction.done.then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    try {
      const value = await work({
        table: (name) =>
          tableOf(stores.get(name), name, noteFailure, () => this.#events.unreadable()),
      });
      const failed = await done;
      return failed === undefined ? succeed(value) : fail(faultOf(cause ?? failed.error));
    } catch (error) {
      abort(transaction);
      const failed = await done;
      if (error instanceof DamagedContent) return fail('corrupt');
      if (!(error instanceof DOMException)) throw error;
      const isIdle = error.name === 'TransactionInactiveError';
      // Over, because the storage failed meanwhile, or because `work` left it idle.
      if (isIdle && failed === undefined) throw error;
      return fail(
        faultOf(isIdle || error.name === 'AbortError' ? (cause ?? failed?.error) : error),
      );
    }
  }
}

type Transaction = IDBPTransaction<unknown, string[], 'readonly' | 'readwrite'>;
type Store = IDBPObjectStore<unknown, string[], TableName, 'readonly' | 'readwrite'>;

/** A record that came from the server has another shape than its table's: all is fetched anew. */
class DamagedContent extends Error {}

/**
 * @param failed receives why a request to write failed, which fails the transaction
 * @param unreadable something that exists nowhere else has another shape than its table's
 */
function tableOf<Name extends TableName>(
  store: Store | undefined,
  name: Name,
  failed: (error: unknown) => void,
  unreadable: () => void,
): WriteTable<Records[Name]> {
  if (store === undefined) throw new Error(`the transaction does not cover ${name}`);
  /** One that only reads has no such request. */
  const request = (asked: Promise<unknown> | undefined) => {
    asked?.catch(failed);
  };
  const clean = (value: unknown) => {
    const record = value === undefined ? undefined : cleanRecord(name, value);
    if (value === undefined || record !== undefined) return record;
    if (isContent(name)) throw new DamagedContent(name);
    if (isOwnWords(name)) unreadable();
    return undefined;
  };
  return {
    async get(...key) {
      return clean(await store.get([...key]));
    },
    async all(range) {
      const found: Records[Name][] = [];
      for (const value of await store.getAll(keyRange(range))) {
        const record = clean(value);
        if (record !== undefined) found.push(record);
      }
      return found;
    },
    put: (record) => request(store.put?.(record)),
    delete: (...key) => request(store.delete?.([...key])),
    deleteAll(range) {
      const keys = keyRange(range);
      request(keys === undefined ? store.clear?.() : store.delete?.(keys));
    },
  };
}

/** An array sorts after every number and string: what follows a part lies between it and `[part, []]`. */
function keyRange(range: KeyRange | undefined): IDBKeyRange | undefined {
  const { prefix = [], above, upTo } = range ?? {};
  if (prefix.length === 0 && above === undefined && upTo === undefined) return undefined;
  const lower: (KeyPart | [])[] = above === undefined ? [...prefix] : [...prefix, above, []];
  const upper: (KeyPart | [])[] = upTo === undefined ? [...prefix, []] : [...prefix, upTo, []];
  return IDBKeyRange.bound(lower, upper, above !== undefined);
}

function abort(transaction: Transaction): void {
  try {
    transaction.abort();
  } catch (error) {
    // It is over already: committed because it was left idle, or aborted by what failed.
    if (!(error instanceof DOMException) || error.name !== 'InvalidStateError') throw error;
  }
}

function faultOf(error: unknown): DatabaseFault {
  if (!(error instanceof DOMException)) throw error;
  switch (error.name) {
    case 'QuotaExceededError':
      return 'full';
    case 'InvalidStateError':
    case 'AbortError':
      return 'gone';
    default:
      return 'corrupt';
  }
}

function openFaultOf(error: unknown): OpenFault {
  if (error instanceof DOMException && error.name === 'VersionError') return 'outdated';
  return faultOf(error);
}
