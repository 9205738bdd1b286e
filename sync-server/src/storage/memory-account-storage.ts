/**
 * Intents of accounts in memory, with the locks and faults of the storage of chats beside it.
 * Invariant: an open transaction of a node that crashed is rolled back and holds no lock.
 */
import type { ChatId, FileId, UserId } from '@jibber/schema/ids';
import { handleSkeleton } from '../accounts/handle-skeleton.ts';
import type {
  AccountLogStorage,
  AccountNews,
  AccountQuestion,
  AccountStanding,
  AccountTransaction,
  AccountWrite,
} from './account-log-port.ts';
import type { MemoryLocks } from './memory-locks.ts';
import type { MemoryTables } from './memory-tables.ts';
import { type Outcome, StorageFault } from './storage.ts';

/** A round trip to the store, as the node makes it: with its faults and its latency. */
export type AccountCall = <Value>(
  point: 'lock' | 'statement' | 'commit' | 'read',
  effect: () => Value | Promise<Value>,
) => Promise<Value>;

export class MemoryAccountStorage implements AccountLogStorage {
  readonly #tables: MemoryTables;
  readonly #locks: MemoryLocks;
  readonly #call: AccountCall;
  readonly #open = new Set<MemoryAccountTransaction>();

  constructor(tables: MemoryTables, locks: MemoryLocks, call: AccountCall) {
    this.#tables = tables;
    this.#locks = locks;
    this.#call = call;
  }

  async transaction<Value>(
    work: (transaction: AccountTransaction) => Promise<Outcome<Value>>,
  ): Promise<Value> {
    const transaction = new MemoryAccountTransaction(this.#tables, this.#locks, this.#call);
    this.#open.add(transaction);
    try {
      const { keep, value } = await work(transaction);
      if (keep) await this.#call('commit', () => transaction.commit());
      return value;
    } finally {
      this.#open.delete(transaction);
      transaction.end();
    }
  }

  readNews(userIds: readonly UserId[]): Promise<ReadonlyMap<UserId, AccountNews>> {
    return this.#call('read', () => {
      const news = new Map<UserId, AccountNews>();
      for (const userId of userIds) {
        if (!this.#tables.accounts.has(userId)) continue;
        const { revision, state } = this.#tables.people.of(userId);
        news.set(userId, { revision, blocked: [...state.blocked] });
      }
      return news;
    });
  }

  trimEntries(before: number): Promise<void> {
    return this.#call('read', () => {
      for (const [, { accepted }] of this.#tables.people.all()) {
        for (const [entryId, { at }] of accepted) if (at < before) accepted.delete(entryId);
      }
    });
  }

  /** The node is gone. */
  crash(): void {
    for (const transaction of this.#open) transaction.end();
    this.#open.clear();
  }
}

class MemoryAccountTransaction implements AccountTransaction {
  readonly #tables: MemoryTables;
  readonly #locks: MemoryLocks;
  readonly #call: AccountCall;
  readonly #writes: (() => void)[] = [];
  #isOver = false;

  constructor(tables: MemoryTables, locks: MemoryLocks, call: AccountCall) {
    this.#tables = tables;
    this.#locks = locks;
    this.#call = call;
  }

  lockAccount(userId: UserId): Promise<boolean> {
    return this.#call('lock', async () => {
      if (this.#tables.accounts.get(userId)?.isDeleted !== false) return false;
      await this.#lock(`account ${userId}`);
      return this.#tables.accounts.get(userId)?.isDeleted === false;
    });
  }

  lockChats(chatIds: readonly ChatId[]): Promise<void> {
    return this.#call('lock', async () => {
      for (const chatId of [...new Set(chatIds)].sort()) {
        if (this.#tables.chats.has(chatId)) await this.#lock(chatId);
      }
    });
  }

  readStanding(question: AccountQuestion): Promise<AccountStanding> {
    return this.#call('statement', () => {
      const { accounts, sessions, people, historyId } = this.#tables;
      const { userId, now } = question;
      const { state, revision, accepted, refused } = people.of(userId);
      const live = question.sessionIds.flatMap((id): [string, UserId][] => {
        const session = sessions.get(id);
        return session !== undefined && session.expiresAt > now ? [[id, session.userId]] : [];
      });
      for (const [id] of live) this.#locks.share(`session ${id}`, this);
      this.#giveUpIfOver();
      return {
        historyId,
        sessions: new Map(live),
        state,
        revision,
        accepted: new Map(
          question.entryIds.flatMap((id) => {
            const entry = accepted.get(id);
            return entry === undefined ? [] : [[id, entry.revision] as const];
          }),
        ),
        refused: new Map(
          question.entryIds.flatMap((id) => {
            const code = refused.get(id);
            return code === undefined ? [] : [[id, code] as const];
          }),
        ),
        takenHandles: new Set(question.handles.filter((handle) => this.#isTaken(userId, handle))),
        pictures: new Set(question.pictures.filter((id) => this.#isUsable(userId, id))),
        people: new Set(question.people.filter((id) => accounts.has(id))),
      };
    });
  }

  save(userId: UserId, write: AccountWrite): Promise<void> {
    return this.#call('statement', async () => {
      const { handle } = write.after.profile;
      if (handle !== write.before.profile.handle) {
        // As a unique index: who takes the same key waits for the other's end.
        await this.#lock(`handle ${handleSkeleton(handle)}`);
        if (this.#isTaken(userId, handle)) throw new StorageFault('busy');
      }
      this.#writes.push(() => this.#tables.people.save(userId, write));
    });
  }

  commit(): void {
    if (this.#isOver) return;
    for (const write of this.#writes) write();
    this.#locks.release(this);
  }

  end(): void {
    this.#isOver = true;
    this.#locks.release(this);
  }

  #isTaken(userId: UserId, handle: string): boolean {
    const skeleton = handleSkeleton(handle);
    for (const [id, { state }] of this.#tables.people.all()) {
      if (id !== userId && handleSkeleton(state.profile.handle) === skeleton) return true;
    }
    return false;
  }

  #isUsable(userId: UserId, picture: FileId): boolean {
    const { people } = this.#tables;
    return (
      people.pictures.get(picture) === userId || people.of(userId).state.profile.picture === picture
    );
  }

  async #lock(key: string): Promise<void> {
    await this.#locks.acquire(key, this);
    this.#giveUpIfOver();
  }

  #giveUpIfOver(): void {
    if (this.#isOver) this.#locks.release(this);
  }
}
