/**
 * The storage port in memory, for the simulation and for tests: several nodes over one store, virtual
 * time, and every fault of a real one at the place where it would be. Same observable semantics as the
 * SQL storage, held by `storage-contract.ts`: row locks, READ COMMITTED, writes seen only after commit.
 * Invariant: what a node learns of, if at all, it learns after the effect; a node that crashed learns
 * nothing more, its open transactions are rolled back and their locks given up.
 */
import type { MessagesChoice } from '@jibber/schema/commands/account';
import type { ChatId, HistoryId, UserId } from '@jibber/schema/ids';
import type { ChatHead } from '@jibber/schema/protocol/chats';
import type { Scheduler } from '@jibber/schema/scheduler';
import { MemoryAccountDeletions } from './memory-account-deletions.ts';
import { MemoryAccountStorage } from './memory-account-storage.ts';
import { newsOf } from './memory-group.ts';
import { MemoryLocks } from './memory-locks.ts';
import { memoryReads } from './memory-reads.ts';
import { MemoryTables } from './memory-tables.ts';
import {
  type Append,
  type ChatTransaction,
  type Head,
  type Outcome,
  type Storage,
  StorageFault,
} from './storage.ts';

/** Where a fault may be injected: before a statement, of a transaction or outside, and at its commit. */
export type FaultPoint = 'lock' | 'statement' | 'commit' | 'read';

/**
 * `busy`, `down`: nothing happens, the fault is told. `lost-before`, `lost-after`: the connection is
 * lost around a commit, which therefore has not, or has, taken place; the outcome is unknown.
 * `crash-before`, `crash-after`: the node ends there and hears nothing, as by `crash()`.
 * At other points than `commit` a loss is told as `down`.
 */
export type InjectedFault =
  | 'busy'
  | 'down'
  | 'lost-before'
  | 'lost-after'
  | 'crash-before'
  | 'crash-after';

export type MemoryNodeOptions = {
  /** Of the node: answers reach it through this one, so a killed actor hears none. */
  readonly scheduler: Scheduler;
  readonly lanes?: number;
  /** ms of one way between node and store; 0 and none of the scheduler unless given. */
  readonly latencyMs?: () => number;
  /** Asked once before each effect. */
  readonly fault?: (point: FaultPoint) => InjectedFault | undefined;
};

export interface MemoryNodeStorage extends Storage {
  /** The node is gone: open transactions are rolled back, and no promise it waits for settles. */
  crash(): void;
}

export interface MemoryDatabase {
  /** As committed; tests and the simulation put accounts in and look at everything. */
  readonly tables: MemoryTables;
  /** Ends a session as sign-out does: resolves once no accepting transaction reads it any more. */
  endSession(sessionId: string): Promise<void>;
  /** Ends an account with its sessions, as its person does, and makes its job. */
  deleteAccount(userId: UserId, messages: MessagesChoice): Promise<void>;
  /** Another node. */
  connect(options: MemoryNodeOptions): MemoryNodeStorage;
}

export type MemoryDatabaseOptions = {
  readonly historyId: HistoryId;
  /** Of the database itself. */
  readonly scheduler: Scheduler;
  readonly lockTimeoutMs?: number;
};

const never = new Promise<never>(() => undefined);

export function createMemoryDatabase(options: MemoryDatabaseOptions): MemoryDatabase {
  const { scheduler, historyId, lockTimeoutMs = 2000 } = options;
  const tables = new MemoryTables(historyId);
  const locks = new MemoryLocks(scheduler, lockTimeoutMs);
  return {
    tables,
    async endSession(sessionId) {
      await locks.whenUnshared(`session ${sessionId}`);
      tables.sessions.delete(sessionId);
      tables.endedSessions.add(sessionId);
    },
    async deleteAccount(userId, messages) {
      for (const [sessionId, session] of tables.sessions) {
        if (session.userId !== userId) continue;
        await locks.whenUnshared(`session ${sessionId}`);
        tables.sessions.delete(sessionId);
        tables.endedSessions.add(sessionId);
      }
      tables.deleteAccount(userId, messages);
    },
    connect: (node) => new MemoryNode(tables, locks, scheduler, node),
  };
}

class MemoryNode implements MemoryNodeStorage {
  readonly lanes: number;
  readonly accounts: MemoryAccountStorage;
  readonly deletions: MemoryAccountDeletions;
  readonly #tables: MemoryTables;
  readonly #locks: MemoryLocks;
  readonly #databaseScheduler: Scheduler;
  readonly #options: MemoryNodeOptions;
  readonly #open = new Set<MemoryTransaction>();
  #isCrashed = false;

  constructor(
    tables: MemoryTables,
    locks: MemoryLocks,
    databaseScheduler: Scheduler,
    options: MemoryNodeOptions,
  ) {
    this.#tables = tables;
    this.#locks = locks;
    this.#databaseScheduler = databaseScheduler;
    this.#options = options;
    this.lanes = options.lanes ?? 6;
    this.accounts = new MemoryAccountStorage(tables, locks, (point, effect) =>
      this.#call(point, effect),
    );
    this.deletions = new MemoryAccountDeletions(tables, (point, effect) =>
      this.#call(point, effect),
    );
  }

  crash(): void {
    this.#isCrashed = true;
    this.accounts.crash();
    for (const transaction of this.#open) this.#end(transaction);
  }

  async transaction<Value>(
    work: (transaction: ChatTransaction) => Promise<Outcome<Value>>,
  ): Promise<Value> {
    const transaction = new MemoryTransaction(this.#tables, this.#locks, (point, effect) =>
      this.#call(point, effect),
    );
    this.#open.add(transaction);
    try {
      const { keep, value } = await work(transaction);
      if (keep) await this.#call('commit', () => transaction.commit());
      return value;
    } finally {
      this.#end(transaction);
    }
  }

  async append(append: Append): Promise<boolean> {
    const transaction = new MemoryTransaction(this.#tables, this.#locks, (point, effect) =>
      this.#call(point, effect),
    );
    this.#open.add(transaction);
    try {
      return await this.#call('commit', () => transaction.append(append));
    } finally {
      this.#end(transaction);
    }
  }

  catchUp = (userId: UserId, receiptsRevision: number, named: readonly ChatId[]) =>
    this.#read(() => memoryReads.catchUp(this.#tables, userId, receiptsRevision, named));
  departures: Storage['departures'] = (ranges) =>
    this.#read(() => memoryReads.departures(this.#tables, ranges));
  eraseDeleted: Storage['eraseDeleted'] = () =>
    this.#read(() => memoryReads.eraseDeleted(this.#tables));
  readRows: Storage['readRows'] = (ranges) =>
    this.#read(() => memoryReads.readRows(this.#tables, ranges));
  touchedDocuments: Storage['touchedDocuments'] = (ranges) =>
    this.#read(() => memoryReads.touchedDocuments(this.#tables, ranges));
  readDocument: Storage['readDocument'] = (chatId, name, complete, reader) =>
    this.#read(() => this.#tables.readDocument(chatId, name, complete, reader));
  heads = (chatIds: readonly ChatId[]): Promise<readonly ChatHead[]> =>
    this.#read(() => memoryReads.heads(this.#tables, chatIds));
  membershipCounts: Storage['membershipCounts'] = (userIds) =>
    this.#read(() => memoryReads.membershipCounts(this.#tables, userIds));
  raiseReceipts: Storage['raiseReceipts'] = (userId, claims) =>
    this.#read(() => memoryReads.raiseReceipts(this.#tables, userId, claims));
  receiptsOf: Storage['receiptsOf'] = (chatId) =>
    this.#read(() => memoryReads.receiptsOf(this.#tables, chatId));
  sessionStates: Storage['sessionStates'] = (sessionIds, now) =>
    this.#read(() => memoryReads.sessionStates(this.#tables, sessionIds, now));
  documentsToErase: Storage['documentsToErase'] = (before, now, most) =>
    this.#read(() => memoryReads.documentsToErase(this.#tables, before, now, most));
  documentsWithOldRows: Storage['documentsWithOldRows'] = (before, most) =>
    this.#read(() => memoryReads.documentsWithOldRows(this.#tables, before, most));
  trimRefusals: Storage['trimRefusals'] = (before, keep) =>
    this.#read(() => memoryReads.trimRefusals(this.#tables, before, keep));

  #read<Value>(effect: () => Value): Promise<Value> {
    return this.#call('read', effect);
  }

  #end(transaction: MemoryTransaction): void {
    if (!this.#open.delete(transaction)) return;
    transaction.end();
  }

  /** One round trip: there, the effect or a fault, and back. */
  async #call<Value>(point: FaultPoint, effect: () => Value | Promise<Value>): Promise<Value> {
    if (this.#isCrashed) return never;
    const fault = this.#options.fault?.(point);
    await this.#travel(this.#databaseScheduler);
    const takesPlace = fault === undefined || (point === 'commit' && fault.endsWith('-after'));
    const done = takesPlace ? { value: await effect() } : undefined;
    if (fault?.startsWith('crash')) this.crash();
    if (this.#isCrashed) return never;
    await this.#travel(this.#options.scheduler);
    if (this.#isCrashed) return never;
    if (fault === 'busy' || fault === 'down') throw new StorageFault(fault);
    if (fault !== undefined || done === undefined) {
      throw new StorageFault(point === 'commit' ? 'unknown-outcome' : 'down');
    }
    return done.value;
  }

  #travel(scheduler: Scheduler): Promise<void> {
    const { latencyMs } = this.#options;
    if (latencyMs === undefined) return Promise.resolve();
    const ms = latencyMs();
    return new Promise((resolve) => {
      scheduler.after(ms, resolve);
    });
  }
}

type Call = <Value>(point: FaultPoint, effect: () => Value | Promise<Value>) => Promise<Value>;

class MemoryTransaction implements ChatTransaction {
  readonly #tables: MemoryTables;
  readonly #locks: MemoryLocks;
  readonly #call: Call;
  /** Writes, in order, applied by the commit. */
  readonly #writes: (() => void)[] = [];
  #inserted: ChatId | undefined;
  #isOver = false;

  constructor(tables: MemoryTables, locks: MemoryLocks, call: Call) {
    this.#tables = tables;
    this.#locks = locks;
    this.#call = call;
  }

  lockChat(chatId: ChatId): Promise<Head | undefined> {
    return this.#call('lock', async () => {
      if (this.#inserted === chatId) return { head: 0, lastNumber: 0, segment: 0 };
      if (!this.#tables.chats.has(chatId)) return undefined;
      await this.#lock(chatId);
      return this.#tables.chats.get(chatId)?.head;
    });
  }

  insertChat(chatId: ChatId): Promise<void> {
    return this.#call('statement', async () => {
      // As a unique index: who inserts the same key waits for the other's end.
      await this.#lock(chatId);
      if (this.#tables.chats.has(chatId)) return;
      this.#inserted = chatId;
      this.#writes.push(() => this.#tables.insertChat(chatId));
    });
  }

  readStanding: ChatTransaction['readStanding'] = (question) =>
    this.#call('statement', () => {
      const standing = this.#tables.readStanding(question);
      for (const id of standing.sessions.keys()) this.#locks.share(`session ${id}`, this);
      this.#giveUpIfOver();
      return standing;
    });

  readDocument: ChatTransaction['readDocument'] = (chatId, name, complete) =>
    this.#call('statement', () => this.#tables.readDocument(chatId, name, complete));

  readDocumentState: ChatTransaction['readDocumentState'] = (chatId, name) =>
    this.#call('statement', () => this.#tables.chats.get(chatId)?.documents.get(name)?.state);

  save: ChatTransaction['save'] = (chatId, write) =>
    this.#call('statement', () => {
      this.#tables.checkKeys(chatId, write);
      const news = newsOf(this.#tables, chatId, write.group);
      this.#writes.push(() => {
        this.#tables.save(chatId, write);
        for (const userId of news) this.#tables.people.of(userId).revision += 1;
      });
      return news;
    });

  saveSnapshot: ChatTransaction['saveSnapshot'] = (chatId, snapshot) =>
    this.#call('statement', () => {
      this.#writes.push(() => this.#tables.saveSnapshot(chatId, snapshot));
    });

  /** One statement that is its own commit. */
  async append(append: Append): Promise<boolean> {
    if (!this.#tables.chats.has(append.chatId)) return false;
    await this.#lock(append.chatId);
    // Its node is gone, and so is its lock.
    if (this.#isOver) return false;
    const isBorneOut = this.#tables.bearsOut(append);
    if (isBorneOut) this.#tables.append(append);
    this.#locks.release(this);
    return isBorneOut;
  }

  commit(): void {
    // Its node is gone, and so is its lock.
    if (this.#isOver) return;
    for (const write of this.#writes) write();
    this.#locks.release(this);
  }

  end(): void {
    this.#isOver = true;
    this.#locks.release(this);
  }

  async #lock(chatId: ChatId): Promise<void> {
    await this.#locks.acquire(chatId, this);
    this.#giveUpIfOver();
  }

  /** A statement that was on its way when its node crashed takes no lock with it to the grave. */
  #giveUpIfOver(): void {
    if (this.#isOver) this.#locks.release(this);
  }
}
