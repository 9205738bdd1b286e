/**
 * A node of the simulation: the real core over the shared database in memory, which can be killed at
 * any effect and started again. Invariant: after a kill nothing of it runs, hears or tells any more.
 */
import './small-limits.ts';
import type { DocumentName } from '@jibber/schema/document/values';
import type { ChatId, UserId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import type { Answer } from '@jibber/schema/protocol/answers';
import type { SentEntry } from '@jibber/schema/protocol/send';
import type { Actor, VirtualTime } from '@jibber/schema/testkit/virtual-time';
import { createSync } from '@jibber/sync-server/log/node';
import type { Connection, Identity, Outlet, Sync } from '@jibber/sync-server/log/sync';
import type { RelayHub } from '@jibber/sync-server/relay/process-relay';
import type { Relay } from '@jibber/sync-server/relay/relay';
import type {
  FaultPoint,
  InjectedFault,
  MemoryDatabase,
  MemoryNodeStorage,
} from '@jibber/sync-server/storage/memory-storage';
import type { ChatTransaction, Storage } from '@jibber/sync-server/storage/storage';
import { ObservedCache } from './observed-cache.ts';
import { override, type SeededBug } from './seeded-bug.ts';

export type NodeSurroundings = {
  readonly time: VirtualTime;
  readonly database: MemoryDatabase;
  readonly hub: RelayHub;
  /** ms of one way to the database. */
  latencyMs(): number;
  /** What goes wrong at an effect. */
  fault(node: SimulatedNode, point: FaultPoint): InjectedFault | undefined;
  readonly bug: SeededBug | undefined;
  /** A document is about to be read for a device. */
  reading(chatId: ChatId, name: DocumentName): void;
  /** What happened in it. */
  count(name: string): void;
  failed(error: unknown): void;
};

type Running = {
  readonly actor: Actor;
  readonly storage: MemoryNodeStorage;
  readonly relay: Relay;
  readonly sync: Sync;
  /** Breaks the sockets of devices. */
  readonly cuts: Set<() => void>;
  jumpedMs: number;
};

/** Texts are erased, and old rows folded, much sooner than in life: runs last minutes. */
const upkeep = { eraseEveryMs: 5000, foldEveryMs: 20_000 };

export class SimulatedNode {
  readonly name: string;
  readonly #surroundings: NodeSurroundings;
  #running: Running | undefined;
  #starts = 0;

  constructor(name: string, surroundings: NodeSurroundings) {
    this.name = name;
    this.#surroundings = surroundings;
    this.start();
  }

  get isUp(): boolean {
    return this.#running !== undefined;
  }

  start(): void {
    if (this.#running !== undefined) return;
    const { time, database, hub, bug, count, failed, latencyMs } = this.#surroundings;
    this.#starts += 1;
    const actor = time.actor(`${this.name}.${this.#starts}`);
    const storage = database.connect({
      scheduler: actor,
      latencyMs,
      fault: (point) => this.#surroundings.fault(this, point),
    });
    const watched = override<Storage>(storage, {
      readDocument: (chatId, name, complete, reader) => {
        this.#surroundings.reading(chatId, name);
        return storage.readDocument(chatId, name, complete, reader);
      },
      transaction: (work) =>
        storage.transaction((transaction) =>
          work(
            override<ChatTransaction>(transaction, {
              lockChat: (chatId) => this.#watchLock(actor, transaction.lockChat(chatId)),
            }),
          ),
        ),
      append: (append) => this.#watchLock(actor, storage.append(append)),
    });
    const relay = hub.join();
    const sync = createSync({
      storage: bug?.storage?.(watched, database.tables) ?? watched,
      relay: bug?.relay?.(relay) ?? relay,
      cache: bug?.cache?.() ?? new ObservedCache(count),
      scheduler: actor,
      log: {
        info: () => undefined,
        warn: (_, message) => count(`warned: ${message}`),
        error: (fields, message) => failed(new Error(message, { cause: fields })),
      },
      settings: { ...upkeep, writeRate: { perSecond: 1e9, burst: 1e9 }, headsPollMs: 5000 },
    });
    this.#running = { actor, storage, relay, sync, cuts: new Set(), jumpedMs: 0 };
  }

  /** Sets its clock off, until it is started again. False where it is not running. */
  jumpClock(byMs: number): boolean {
    const running = this.#running;
    if (running === undefined) return false;
    running.actor.jumpClock(byMs);
    running.jumpedMs += byMs;
    return true;
  }

  putClockRight(): void {
    this.jumpClock(-(this.#running?.jumpedMs ?? 0));
  }

  /** As by SIGKILL, between any two effects. */
  kill(): void {
    const running = this.#running;
    if (running === undefined) return;
    this.#running = undefined;
    running.actor.kill();
    running.storage.crash();
    void running.relay.close();
    for (const cut of running.cuts) cut();
  }

  /** As by SIGTERM: resolves when everything begun is finished. */
  async stop(): Promise<void> {
    const running = this.#running;
    if (running === undefined) return;
    await running.sync.stop();
    if (this.#running !== running) return;
    this.#running = undefined;
    running.actor.kill();
    for (const cut of running.cuts) cut();
  }

  /** @param cut breaks this socket when the node dies */
  connect(identity: Identity, outlet: Outlet, cut: () => void): Connection | undefined {
    const running = this.#running;
    if (running === undefined) return undefined;
    running.cuts.add(cut);
    return running.sync.connect(identity, outlet);
  }

  disconnected(cut: () => void): void {
    this.#running?.cuts.delete(cut);
  }

  /** Counts those that were waited for in vain. */
  async #watchLock<Head>(actor: Actor, locking: Promise<Head>): Promise<Head> {
    let isTooLate = false;
    const cancel = actor.after(limits.lockTimeoutMs, () => {
      isTooLate = true;
    });
    try {
      return await locking;
    } catch (error) {
      if (isTooLate) this.#surroundings.count('fault: lock time-out');
      throw error;
    } finally {
      cancel();
    }
  }

  /** Resolves never where the node dies first. */
  submit(identity: Identity, entries: readonly SentEntry[]): Promise<Answer[]> | undefined {
    return this.#running?.sync.submit(identity, entries);
  }
}

export function identityOf(userId: UserId, device: string): Identity {
  return { userId, sessionId: `${device} of ${userId}` };
}
