/**
 * The replica of one account in this tab: its face, small enough to be loaded before the chat list is
 * painted. Invariant: the first read of the chat list waits for nothing but one table; the engine,
 * and Yjs with it, is loaded after that.
 */
import type { Person } from '@jibber/schema/commands/account';
import type { UserId } from '@jibber/schema/ids';
import { isListed, rowOf } from './chat-record.ts';
import type { Engine } from './engine.ts';
import type { DatabaseFault } from './local-database.ts';
import { isWaiting } from './outbox-entry.ts';
import type { OwnWords } from './own-words.ts';
import type { ConnectionStatus, Replica, ReplicaChange, Trouble } from './replica.ts';
import type { ReplicaPorts } from './replica-ports.ts';

type LoadEngine = () => Promise<Pick<typeof import('./engine.ts'), 'Engine'>>;

export type ReplicaOptions = Omit<ReplicaPorts, 'faulted'> & {
  /** Whether this device ever caught up, as far as is known before the database is open. */
  readonly isFirstSync: boolean;
  /** Chunks that are not needed to paint the list. Given by tests to run without loading. */
  readonly loadEngine?: LoadEngine | undefined;
};

/** A replica with what only its device does to it. */
export interface DeviceReplica extends Replica {
  setTrouble(trouble: Trouble): void;
  /** It is over, if it is this one. */
  clearTrouble(trouble: Trouble): void;
  /** A newer version of the app has been at the database. */
  tellOutdated(): void;
  /** The database does not hold any more what is in memory. */
  rebuilt(): void;
  /** What memory holds of the person's own words; undefined before the engine runs. */
  ownWords(): OwnWords | undefined;
  /** As `unsent`, also before the engine runs. */
  countUnsent(): Promise<number>;
}

export function createReplica(options: ReplicaOptions): DeviceReplica {
  const { me, database, scheduler } = options;
  const loadEngine = options.loadEngine ?? (() => import('./engine.ts'));
  const listeners = new Set<(change: ReplicaChange) => void>();
  let starting: Promise<Engine> | undefined;
  let running: Engine | undefined;
  let isStopped = false;
  let trouble: Trouble | undefined;

  function tell(change: ReplicaChange): void {
    if (isStopped) return;
    for (const listener of listeners) listener(change);
  }

  function setTrouble(next: Trouble | undefined): void {
    if (trouble === next) return;
    trouble = next;
    tell({ type: 'trouble', trouble });
  }

  function clearTrouble(past: Trouble): void {
    if (trouble === past) setTrouble(undefined);
  }

  function faulted(fault: DatabaseFault | undefined): void {
    if (fault === 'full') setTrouble('full');
    else if (fault === undefined) clearTrouble('full');
  }

  async function start(): Promise<Engine> {
    const { Engine } = await loadEngine();
    const engine = await Engine.start({ ...options, faulted, tell });
    if (isStopped) await engine.stop();
    running = engine;
    // What was read meanwhile could not be asked for yet.
    tell({ type: 'account' });
    return engine;
  }

  function engine(): Promise<Engine> {
    starting ??= start().catch((error: unknown) => {
      // What could not be loaded is tried again at the next need.
      starting = undefined;
      throw error;
    });
    return starting;
  }

  /** What a listener that comes late has missed. */
  function tellPresent(listener: (change: ReplicaChange) => void): void {
    const connection: { status: ConnectionStatus; sinceMs: number } | undefined =
      running?.connection;
    if (connection !== undefined) {
      const { status, sinceMs } = connection;
      listener({ type: 'connection', status, sinceMs });
    }
    if (trouble !== undefined) listener({ type: 'trouble', trouble });
  }

  return {
    me,
    setTrouble,
    clearTrouble,
    tellOutdated: () => tell({ type: 'outdated' }),
    rebuilt() {
      void starting?.then((engine) => engine.rebuilt());
    },
    ownWords: () =>
      running && { ...running.store.mirror.ownWords(), account: running.account.ownWords },
    async countUnsent() {
      if (running !== undefined) return running.unsent;
      const read = await database.read(['outbox', 'accountEntries'], async (transaction) => [
        ...(await transaction.table('outbox').all()),
        ...(await transaction.table('accountEntries').all()),
      ]);
      return read.ok ? read.value.filter(isWaiting).length : 0;
    },
    async chats() {
      const read = await database.read(['chats'], (transaction) =>
        transaction.table('chats').all(),
      );
      // Whoever asked paints first.
      scheduler.soon(() => {
        if (!isStopped) void engine();
      });
      return read.ok ? read.value.filter((record) => isListed(record, me.userId)).map(rowOf) : [];
    },
    isFirstSync: () => running?.isFirstSync ?? options.isFirstSync,
    subscribe(listener) {
      listeners.add(listener);
      scheduler.soon(() => {
        if (listeners.has(listener) && !isStopped) tellPresent(listener);
      });
      return () => listeners.delete(listener);
    },
    person: (userId: UserId): Person | undefined => running?.people.get(userId),
    acquaintances: () => running?.acquaintances() ?? [],
    openChat: async (chatId) => (await engine()).openChat(chatId),
    openDirect: async (person) => {
      const { people, writes } = await engine();
      await people.remember([person]);
      return writes.openDirect(person);
    },
    createGroup: async (form) => (await engine()).groups.create(form),
    enterGroup: async (chatId, intent, known) =>
      (await engine()).groups.enter(chatId, intent, known),
    administer: async (chatId, intent) => (await engine()).groups.administer(chatId, intent),
    leaveDevice: async (chatId) => (await engine()).groups.leaveDevice(chatId),
    send: async (chatId, text, draft) => (await engine()).writes.send(chatId, text, draft),
    edit: async (chatId, message, text) => (await engine()).writes.edit(chatId, message, text),
    delete: async (chatId, message) => (await engine()).writes.delete(chatId, message),
    undoDelete: async (entryId) => (await engine()).writes.undoDelete(entryId),
    retry: async (entryId) => {
      const { account, writes } = await engine();
      await (account.has(entryId) ? account : writes).retry(entryId);
    },
    discard: async (entryId) => {
      const { account, writes } = await engine();
      await (account.has(entryId) ? account : writes).discard(entryId);
    },
    account: () => running?.account.own(),
    isBlocked: (userId) => running?.account.isBlocked(userId) === true,
    changeAccount: async (intent) => (await engine()).account.intend(intent),
    block: async (person) => {
      const { account, people } = await engine();
      await people.remember([person]);
      return account.intend({ kind: 'person.block', user: person.userId });
    },
    saveDraft: async (chatId, text) => (await engine()).writes.saveDraft(chatId, text),
    typing: (chatId) => running?.typing.write(chatId),
    unsent: () => running?.unsent ?? 0,
    async stop() {
      isStopped = true;
      listeners.clear();
      await running?.stop();
      database.close();
    },
  };
}
