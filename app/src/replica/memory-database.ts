/**
 * The local database in memory, for tests and the simulation: a disk that tabs open, lose and find
 * again. Invariant: as IndexedDB: transactions run one after the other, an unfinished one leaves
 * nothing, one that is left idle ends; after a power cut only what a strict one followed is left.
 */
import { fail, type Result, succeed } from '@jibber/schema/result';
import type { Cancel, Scheduler } from '@jibber/schema/scheduler';
import type {
  DatabaseFault,
  KeyPart,
  LocalDatabase,
  ReadTransaction,
  WriteTable,
  WriteTransaction,
} from './local-database.ts';
import { type Records, type TableName, tableKeys } from './records.ts';
import { SortedTable } from './testkit/sorted-table.ts';

type Undo = () => void;
type Content = { readonly [Name in TableName]: SortedTable<Records[Name]> };

/** One database of a disk: shared by all connections to it. */
type Shared = {
  readonly content: Content;
  readonly waiting: Job[];
  running: Job | undefined;
  /** Undoes what relaxed transactions wrote since the last strict one. */
  unflushed: Undo[];
  isGone: boolean;
  /** Tell connections that it is gone. */
  readonly closed: Set<() => void>;
};

type Job = {
  readonly owner: object;
  readonly run: () => Promise<void>;
  undo: Undo[];
  isDead: boolean;
};

export class MemoryDisk {
  readonly #scheduler: Scheduler;
  readonly #databases = new Map<string, Shared>();
  /** Given back by every write from now on; undefined: they succeed. */
  fault: DatabaseFault | undefined;
  /** How long a commit takes, ms. */
  commitMs = 0;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** @param closed told where the database is removed under the connection */
  open(name: string, closed?: () => void): MemoryConnection {
    let shared = this.#databases.get(name);
    if (shared === undefined) {
      shared = {
        content: makeContent(),
        waiting: [],
        running: undefined,
        unflushed: [],
        isGone: false,
        closed: new Set(),
      };
      this.#databases.set(name, shared);
    }
    if (closed !== undefined) shared.closed.add(closed);
    return new MemoryConnection(this, this.#scheduler, shared, closed);
  }

  has(name: string): boolean {
    return this.#databases.has(name);
  }

  /** Deletes or evicts a database: whoever has it open finds it gone. */
  remove(name: string): void {
    const shared = this.#databases.get(name);
    this.#databases.delete(name);
    if (shared === undefined) return;
    shared.isGone = true;
    for (const closed of shared.closed) this.#scheduler.soon(closed);
  }

  /** The machine loses power: running transactions and what was not yet on the disk are lost. */
  cutPower(): void {
    for (const shared of this.#databases.values()) {
      for (const job of [shared.running, ...shared.waiting]) if (job !== undefined) kill(job);
      shared.running = undefined;
      shared.waiting.length = 0;
      for (const undo of shared.unflushed.toReversed()) undo();
      shared.unflushed = [];
    }
  }

  /** All records of a table, for a test that looks at the disk itself. */
  peek<Name extends TableName>(name: string, table: Name): readonly Records[Name][] {
    const content = this.#databases.get(name)?.content;
    return content === undefined ? [] : content[table].range(undefined).map(({ record }) => record);
  }
}

/** One tab's way to a database. */
export class MemoryConnection implements LocalDatabase {
  readonly #disk: MemoryDisk;
  readonly #scheduler: Scheduler;
  readonly #shared: Shared;
  readonly #closed: (() => void) | undefined;
  #isClosed = false;

  constructor(disk: MemoryDisk, scheduler: Scheduler, shared: Shared, closed?: () => void) {
    this.#disk = disk;
    this.#scheduler = scheduler;
    this.#shared = shared;
    this.#closed = closed;
  }

  read<Value>(
    tables: readonly TableName[],
    work: (transaction: ReadTransaction) => Promise<Value>,
  ): Promise<Result<Value, DatabaseFault>> {
    return this.#enqueue(tables, 'relaxed', false, work);
  }

  write<Value>(
    tables: readonly TableName[],
    durability: 'strict' | 'relaxed',
    work: (transaction: WriteTransaction) => Promise<Value>,
  ): Promise<Result<Value, DatabaseFault>> {
    return this.#enqueue(tables, durability, true, work);
  }

  close(): void {
    this.#isClosed = true;
    if (this.#closed !== undefined) this.#shared.closed.delete(this.#closed);
  }

  /** The tab dies: its running transaction is undone, nothing of it goes on. */
  kill(): void {
    this.close();
    const shared = this.#shared;
    for (const job of shared.waiting.filter((job) => job.owner === this)) kill(job);
    const left = shared.waiting.filter((job) => job.owner !== this);
    shared.waiting.splice(0, shared.waiting.length, ...left);
    if (shared.running?.owner === this) {
      kill(shared.running);
      shared.running = undefined;
      this.#startNext();
    }
  }

  #enqueue<Value>(
    tables: readonly TableName[],
    durability: 'strict' | 'relaxed',
    isWriting: boolean,
    work: (transaction: WriteTransaction) => Promise<Value>,
  ): Promise<Result<Value, DatabaseFault>> {
    const shared = this.#shared;
    if (this.#isClosed || shared.isGone) return Promise.resolve(fail('gone'));
    return new Promise((resolve, reject) => {
      const job: Job = { owner: this, undo: [], isDead: false, run };
      const scheduler = this.#scheduler;
      const disk = this.#disk;
      const startNext = () => this.#startNext();

      async function run(): Promise<void> {
        const transaction = new MemoryTransaction(
          shared.content,
          tables,
          isWriting,
          job.undo,
          scheduler,
        );
        try {
          const value = await work(transaction);
          if (job.isDead) return;
          transaction.finish();
          if (isWriting && disk.commitMs > 0) await wait(scheduler, disk.commitMs);
          if (job.isDead) return;
          const fault = shared.isGone ? 'gone' : isWriting ? disk.fault : undefined;
          if (fault !== undefined) {
            rollBack(job);
            resolve(fail(fault));
          } else {
            if (isWriting && durability === 'strict') shared.unflushed = [];
            else shared.unflushed.push(...job.undo);
            resolve(succeed(value));
          }
        } catch (error) {
          if (job.isDead) return;
          rollBack(job);
          reject(error);
        }
        shared.running = undefined;
        startNext();
      }

      shared.waiting.push(job);
      startNext();
    });
  }

  #startNext(): void {
    const shared = this.#shared;
    if (shared.running !== undefined) return;
    const next = shared.waiting.shift();
    if (next === undefined) return;
    shared.running = next;
    void next.run();
  }
}

class MemoryTransaction implements WriteTransaction {
  readonly #content: Content;
  readonly #tables: readonly TableName[];
  readonly #isWriting: boolean;
  readonly #undo: Undo[];
  readonly #scheduler: Scheduler;
  #isOver = false;
  #uses = 0;
  #stopWatching: Cancel | undefined;

  constructor(
    content: Content,
    tables: readonly TableName[],
    isWriting: boolean,
    undo: Undo[],
    scheduler: Scheduler,
  ) {
    this.#content = content;
    this.#tables = tables;
    this.#isWriting = isWriting;
    this.#undo = undo;
    this.#scheduler = scheduler;
    this.#use();
  }

  finish(): void {
    this.#use();
    this.#isOver = true;
    this.#stopWatching?.();
  }

  table<Name extends TableName>(name: Name): WriteTable<Records[Name]> {
    if (!this.#tables.includes(name)) throw new Error(`the transaction does not cover ${name}`);
    const table = this.#content[name];
    return {
      get: async (...key) => {
        this.#use();
        return table.get(key)?.record;
      },
      all: async (range) => {
        this.#use();
        return table.range(range).map(({ record }) => record);
      },
      put: (record) => {
        this.#useToWrite();
        const key = keyOf(name, record);
        this.#remember(table, key);
        table.put({ key, record: structuredClone(record) });
      },
      delete: (...key) => {
        this.#useToWrite();
        this.#remember(table, key);
        table.delete(key);
      },
      deleteAll: (range) => {
        this.#useToWrite();
        for (const { key } of table.range(range)) {
          this.#remember(table, key);
          table.delete(key);
        }
      },
    };
  }

  #useToWrite(): void {
    if (!this.#isWriting) throw new Error('this transaction only reads');
    this.#use();
  }

  /** Like IndexedDB: a turn of the event loop without a request, and the transaction is over. */
  #use(): void {
    if (this.#isOver) throw new Error('the transaction was left idle and is over');
    this.#uses += 1;
    if (this.#uses === 1) this.#watch();
  }

  #watch(): void {
    const uses = this.#uses;
    this.#stopWatching = this.#scheduler.soon(() => {
      if (this.#uses === uses) this.#isOver = true;
      else this.#watch();
    });
  }

  #remember<Kept>(table: SortedTable<Kept>, key: readonly KeyPart[]): void {
    const before = table.get(key);
    this.#undo.push(() => {
      if (before === undefined) table.delete(key);
      else table.put(before);
    });
  }
}

function keyOf<Name extends TableName>(name: Name, record: Records[Name]): KeyPart[] {
  const properties: readonly string[] = tableKeys[name];
  return properties.map((property) => {
    const part: unknown = Reflect.get(record, property);
    if (typeof part === 'string' || typeof part === 'number') return part;
    throw new Error(`a record of ${name} without ${property}`);
  });
}

function makeContent(): Content {
  return {
    chats: new SortedTable(),
    documents: new SortedTable(),
    rows: new SortedTable(),
    outbox: new SortedTable(),
    members: new SortedTable(),
    receipts: new SortedTable(),
    profiles: new SortedTable(),
    drafts: new SortedTable(),
    account: new SortedTable(),
    accountEntries: new SortedTable(),
    meta: new SortedTable(),
  };
}

function rollBack(job: Job): void {
  for (const undo of job.undo.toReversed()) undo();
  job.undo = [];
}

function kill(job: Job): void {
  job.isDead = true;
  rollBack(job);
}

function wait(scheduler: Scheduler, ms: number): Promise<void> {
  return new Promise((resolve) => scheduler.after(ms, resolve));
}
