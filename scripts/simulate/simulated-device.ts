/**
 * A browser of one person: a disk, Web Locks and a channel that its tabs share. Invariant: what
 * survives a killed tab, a killed browser and a power cut is what would survive them in life.
 */
import {
  AccountDatabase,
  type AccountDatabasePorts,
  type DatabasePlace,
} from '@jibber/app/replica/account-database';
import type { DeviceReplica } from '@jibber/app/replica/create-replica';
import type { LocalDatabase } from '@jibber/app/replica/local-database';
import { type MemoryConnection, MemoryDisk } from '@jibber/app/replica/memory-database';
import type { Locks, TabMessage } from '@jibber/app/replica/ports';
import type { OpenedChat } from '@jibber/app/replica/replica';
import type { Me } from '@jibber/schema/commands/account';
import type { AccountAnswer } from '@jibber/schema/commands/account-state';
import { type ChatId, type EntryId, entryId } from '@jibber/schema/ids';
import { succeed } from '@jibber/schema/result';
import type { Random } from '@jibber/schema/testkit/random';
import type { Actor, VirtualTime } from '@jibber/schema/testkit/virtual-time';
import type { Identity } from '@jibber/sync-server/log/sync';
import { DiskWatch } from './disk-watch.ts';
import { holdsMessage } from './documents-at-rest.ts';
import { type CommitPoint, dieAroundCommits } from './dying-database.ts';
import type { Network } from './network.ts';
import { observeDatabase } from './observed-database.ts';
import type { SeededBug } from './seeded-bug.ts';

/** What runs in a browser beside its tabs, and its tabs. */
export interface DeviceProcess {
  hear(message: TabMessage): void;
  kill(): void;
}

/** A page of a device, as the others that run see it. */
export interface DeviceTab extends DeviceProcess {
  readonly device: SimulatedDevice;
  readonly actor: Actor;
  readonly replica: DeviceReplica;
  /** Chats on its screen. */
  readonly opened: Map<ChatId, OpenedChat>;
  readonly isAlive: boolean;
  readonly isVisible: boolean;
  show(isVisible: boolean): void;
  /** The system says that there is a network. */
  hint(): void;
}

type Waiting = { readonly tab: object; readonly held: () => void; readonly lost: () => void };

export class SimulatedDevice {
  readonly name: string;
  readonly me: Me;
  readonly identity: Identity;
  readonly disk: MemoryDisk;
  readonly tabs = new Set<DeviceTab>();
  readonly workers = new Set<DeviceProcess>();
  readonly time: VirtualTime;
  readonly network: Network;
  readonly random: Random;
  /** How often the browser threw its database away: what was unsent then may be lost. */
  evictions = 0;
  /** Evictions after which no page could put back what its person had written. */
  losses = 0;
  /** Its session was ended. */
  isSignedOut = false;
  readonly watch: DiskWatch;
  readonly accountState: () => AccountAnswer;
  #dyingAt: CommitPoint | undefined;
  #place: DatabasePlace;
  #jumpedMs = 0;
  #opened = 0;
  #entries = 0;
  readonly #entryPrefix: string;
  readonly #bug: SeededBug | undefined;
  readonly #browser: Actor;
  readonly #locks = new Map<string, Waiting[]>();

  constructor(options: {
    readonly index: number;
    readonly me: Me;
    readonly identity: Identity;
    readonly time: VirtualTime;
    readonly network: Network;
    readonly random: Random;
    readonly bug: SeededBug | undefined;
    /** Where an entry was accepted. */
    positionOf(chatId: ChatId, entryId: EntryId): number | undefined;
    /** What the server has of its person's account. */
    accountState(): AccountAnswer;
  }) {
    const { index, me, identity, time, network, random, bug } = options;
    this.#bug = bug;
    this.name = identity.sessionId;
    this.watch = new DiskWatch(this.name, {
      positionOf: options.positionOf,
      holds: (chatId, id) => holdsMessage(this, chatId, id),
    });
    this.accountState = () => options.accountState();
    this.me = me;
    this.identity = identity;
    this.time = time;
    this.network = network;
    this.random = random;
    this.#browser = time.actor(`browser ${index}`);
    this.disk = new MemoryDisk(this.#browser);
    this.#place = { name: 'account', installation: undefined };
    this.#entryPrefix = `01970000-0000-7000-8000-${index.toString(16).padStart(4, '0')}`;
  }

  get databaseName(): string {
    return this.#place.name;
  }

  /** What the next tab runs on. */
  nextTab(): { readonly actor: Actor; readonly random: Random } {
    this.#opened += 1;
    const actor = this.time.actor(`${this.name}#${this.#opened}`);
    actor.jumpClock(this.#jumpedMs);
    return { actor, random: this.random.fork(`tab ${this.#opened}`) };
  }

  /** One person's clock is wrong, or is put right. */
  jumpClock(byMs: number): void {
    this.#jumpedMs += byMs;
    for (const tab of this.tabs) tab.actor.jumpClock(byMs);
  }

  /** The battery is empty: every tab dies, and what was not yet on the disk is lost. */
  cutPower(): void {
    this.watch.forget();
    for (const running of [...this.tabs, ...this.workers]) running.kill();
    this.disk.cutPower();
  }

  /** The battery dies around the next commit. False where nothing runs. */
  dieAt(point: CommitPoint): boolean {
    this.#dyingAt = point;
    return this.tabs.size > 0;
  }

  /** All that is wrong with it is over; its clock stays as it is. */
  heal(): void {
    this.disk.fault = undefined;
    this.disk.commitMs = 0;
    this.#dyingAt = undefined;
  }

  /** The browser needs room. */
  evict(): void {
    this.evictions += 1;
    this.watch.forget();
    this.disk.remove(this.#place.name);
  }

  newEntryId(): EntryId {
    this.#entries += 1;
    return entryId(`${this.#entryPrefix}${this.#entries.toString(16).padStart(8, '0')}`);
  }

  /** The account's database as a tab sees it, found again after an eviction. */
  openDatabase(
    tab: Actor,
    connections: Set<MemoryConnection>,
    events: Pick<AccountDatabasePorts, 'troubled' | 'rebuilt' | 'ownWords'>,
  ): LocalDatabase {
    const database = new AccountDatabase({
      opener: {
        open: async (name) => {
          const connection = this.disk.open(name);
          connections.add(connection);
          return succeed(connection);
        },
        remove: async (name) => {
          this.disk.remove(name);
          return true;
        },
      },
      scheduler: tab,
      place: () => this.#place,
      setPlace: (place) => {
        this.#place = place;
      },
      newInstallation: () => `installation ${this.evictions}`,
      troubled: (trouble) => {
        if (trouble === 'evicted' || trouble === 'corrupt') this.losses += 1;
        events.troubled(trouble);
      },
      unblocked: () => undefined,
      outdated: () => undefined,
      rebuilt: events.rebuilt,
      ownWords: events.ownWords,
    });
    const dying = dieAroundCommits(
      database,
      () => {
        const point = this.#dyingAt;
        this.#dyingAt = undefined;
        return point;
      },
      () => this.cutPower(),
    );
    const observed = observeDatabase(dying, (left) => this.watch.committed(left));
    return this.#bug?.localDatabase?.(observed, tab) ?? observed;
  }

  post(from: DeviceProcess, message: TabMessage): void {
    this.#browser.soon(() => {
      for (const running of [...this.tabs, ...this.workers]) {
        if (running !== from) running.hear(structuredClone(message));
      }
    });
  }

  locksOf(tab: object): Locks {
    return {
      request: (name, steal, on) => {
        const queue = this.#locks.get(name) ?? [];
        this.#locks.set(name, queue);
        const waiting: Waiting = { tab, ...on };
        if (steal && queue.length > 0) {
          const [robbed] = queue.splice(0, 1, waiting);
          this.#browser.soon(() => robbed?.lost());
        } else {
          queue.push(waiting);
        }
        if (queue[0] === waiting) this.#tellHolder(queue);
        return () => this.#giveUp(queue, waiting);
      },
    };
  }

  /** A dead tab holds nothing. */
  release(tab: object): void {
    for (const queue of this.#locks.values()) {
      for (const waiting of [...queue]) if (waiting.tab === tab) this.#giveUp(queue, waiting);
    }
  }

  #giveUp(queue: Waiting[], waiting: Waiting): void {
    const at = queue.indexOf(waiting);
    if (at < 0) return;
    queue.splice(at, 1);
    if (at === 0) this.#tellHolder(queue);
  }

  #tellHolder(queue: readonly Waiting[]): void {
    const [holder] = queue;
    this.#browser.soon(() => {
      if (holder !== undefined && queue[0] === holder) holder.held();
    });
  }
}
