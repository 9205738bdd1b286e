/**
 * Browsers without a browser, for tests of the replica on virtual time: a disk, locks and a channel
 * shared by the tabs of one device, a network that can be cut, delayed and made to swallow bytes.
 */
import type { Me } from '@jibber/schema/commands/account';
import { type EntryId, entryId } from '@jibber/schema/ids';
import { encodeFrame } from '@jibber/schema/protocol/codec';
import { fail, succeed } from '@jibber/schema/result';
import { createReplica, type DeviceReplica } from '../create-replica.ts';
import * as engineModule from '../engine.ts';
import { type MemoryConnection, MemoryDisk } from '../memory-database.ts';
import type { Commands, Link, LinkHandlers, Locks, Page, TabMessage, Tabs } from '../ports.ts';
import type { ReplicaChange } from '../replica.ts';
import type { TinyNode, TinySocket } from './tiny-node.ts';
import { personOf } from './tiny-person.ts';
import type { VirtualScheduler } from './virtual-scheduler.ts';

const databaseName = 'account';

type Waiting = { readonly tab: Tab; readonly held: () => void; readonly lost: () => void };

/** One browser of one person. */
export class Browser {
  me: Me;
  readonly disk: MemoryDisk;
  readonly node: TinyNode;
  readonly scheduler: VirtualScheduler;
  readonly tabs = new Set<Tab>();
  /** Sockets open only while this is true. */
  isOnline = true;
  /** One-way delay of each message, ms. */
  delayMs = 10;
  /** Bytes go nowhere, and nothing says so. */
  isSwallowing = false;
  readonly #locks = new Map<string, Waiting[]>();
  #entries = 0;

  constructor(scheduler: VirtualScheduler, node: TinyNode, me: Me) {
    this.scheduler = scheduler;
    this.node = node;
    this.me = me;
    this.disk = new MemoryDisk(scheduler);
    node.people.add(me.userId);
  }

  openTab(): ReplicaTab {
    return new ReplicaTab(this, this.disk.open(databaseName));
  }

  newEntryId(): EntryId {
    this.#entries += 1;
    const count = this.#entries.toString(16).padStart(6, '0');
    return entryId(`0193a1b2-0000-7000-8${this.me.userId.slice(-3)}-0000ee${count}`);
  }

  /** Loses the network; `isOnline` brings it back, and a hint if wanted. */
  disconnect(): void {
    this.isOnline = false;
    for (const tab of this.tabs) tab.cut(1006);
  }

  reconnect(): void {
    this.isOnline = true;
    for (const tab of this.tabs) tab.hint();
  }

  locksOf(tab: Tab): Locks {
    return {
      request: (name, steal, on) => {
        const queue = this.#locks.get(name) ?? [];
        this.#locks.set(name, queue);
        const waiting: Waiting = { tab, ...on };
        if (steal && queue.length > 0) {
          const [robbed] = queue.splice(0, 1, waiting);
          this.scheduler.soon(() => robbed?.lost());
          this.#tellHolder(queue);
        } else {
          queue.push(waiting);
          if (queue[0] === waiting) this.#tellHolder(queue);
        }
        return () => this.#release(queue, waiting);
      },
    };
  }

  #release(queue: Waiting[], waiting: Waiting): void {
    const at = queue.indexOf(waiting);
    if (at < 0) return;
    queue.splice(at, 1);
    if (at === 0) this.#tellHolder(queue);
  }

  #tellHolder(queue: readonly Waiting[]): void {
    const [holder] = queue;
    this.scheduler.soon(() => {
      if (holder !== undefined && queue[0] === holder) holder.held();
    });
  }

  /** Gives up all that a dead tab held. */
  releaseAll(tab: Tab): void {
    for (const queue of this.#locks.values()) {
      for (const waiting of [...queue]) if (waiting.tab === tab) this.#release(queue, waiting);
    }
  }
}

/** One page of a browser: what surrounds a replica, or a device. */
export class Tab {
  isVisible = true;
  /** Frozen by the system: hears no other tab. */
  isAsleep = false;
  /** This tab alone gets no connection. */
  isCutOff = false;
  readonly #browser: Browser;
  readonly #online = new Set<() => void>();
  readonly #offline = new Set<() => void>();
  readonly #visibility = new Set<() => void>();
  readonly #cuts = new Set<(code: number) => void>();
  readonly #receivers = new Set<(bytes: Uint8Array) => void>();
  #listener: ((message: TabMessage) => void) | undefined;

  constructor(browser: Browser) {
    this.#browser = browser;
    browser.tabs.add(this);
  }

  /** Ports as the browser gives them to this page. */
  ports() {
    const { scheduler } = this.#browser;
    return {
      scheduler,
      random: () => 0.5,
      link: this.#link(),
      locks: this.#browser.locksOf(this),
      page: this.#page(),
      newEntryId: () => this.#browser.newEntryId(),
      loadEngine: async () => engineModule,
    };
  }

  show(isVisible: boolean): void {
    this.isVisible = isVisible;
    for (const listener of this.#visibility) listener();
  }

  hint(): void {
    for (const listener of this.#online) listener();
  }

  /** The system says that there is no network. */
  hintOffline(): void {
    for (const listener of this.#offline) listener();
  }

  /** Ends the sockets of this tab with a code. */
  cut(code: number): void {
    for (const cut of [...this.#cuts]) cut(code);
  }

  /** Bytes come to this tab that no node sent. */
  garble(bytes: Uint8Array): void {
    for (const receive of [...this.#receivers]) receive(bytes);
  }

  /** The process is gone, in the middle of whatever it did. */
  kill(): void {
    this.#browser.tabs.delete(this);
    this.cut(1006);
    this.#listener = undefined;
    this.#browser.releaseAll(this);
  }

  hear(message: TabMessage): void {
    if (!this.isAsleep) this.#listener?.(structuredClone(message));
  }

  channel(): Tabs {
    let own: typeof this.hear | undefined;
    return {
      post: (message) => {
        this.#browser.scheduler.soon(() => {
          for (const tab of this.#browser.tabs) if (tab !== this) tab.hear(message);
        });
      },
      listen: (listener) => {
        own = listener;
        this.#listener = listener;
      },
      close: () => {
        if (this.#listener === own) this.#listener = undefined;
      },
    };
  }

  #page(): Page {
    return {
      isVisible: () => this.isVisible,
      onVisibility: (listener) => listen(this.#visibility, listener),
      onOnline: (listener) => listen(this.#online, listener),
      onOffline: (listener) => listen(this.#offline, listener),
    };
  }

  #link(): Link {
    return { open: (handlers) => this.#openSocket(handlers) };
  }

  #openSocket(handlers: LinkHandlers) {
    const browser = this.#browser;
    const { scheduler, node } = browser;
    let isOpen = true;
    const close = (code: number) => {
      if (!isOpen) return;
      isOpen = false;
      this.#cuts.delete(close);
      this.#receivers.delete(handlers.received);
      node.sockets.delete(socket);
      scheduler.soon(() => handlers.closed(code));
    };
    const later = (work: () => void) => {
      scheduler.after(browser.delayMs, () => {
        if (isOpen && !browser.isSwallowing) work();
      });
    };
    const socket: TinySocket = {
      userId: browser.me.userId,
      opened: undefined,
      isGreeted: false,
      push: (frame) => {
        const message = encodeFrame(frame);
        later(() => handlers.received(message));
      },
      end: (code) => later(() => close(code)),
    };
    this.#cuts.add(close);
    scheduler.after(browser.delayMs, () => {
      if (!isOpen) return;
      if (!browser.isOnline || this.isCutOff) {
        close(1006);
        return;
      }
      if (browser.isSwallowing) return;
      node.sockets.add(socket);
      this.#receivers.add(handlers.received);
      handlers.opened();
    });
    return {
      send: (message: Uint8Array) => later(() => node.receive(socket, message)),
      close: () => close(1000),
    };
  }
}

function listen(listeners: Set<() => void>, listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A page with a replica, as its device would make it. */
export class ReplicaTab extends Tab {
  readonly replica: DeviceReplica;
  readonly changes: ReplicaChange[] = [];
  sessionOver: string | undefined;
  readonly #database: MemoryConnection;

  constructor(browser: Browser, database: MemoryConnection) {
    super(browser);
    this.#database = database;
    this.replica = createReplica({
      ...this.ports(),
      me: browser.me,
      database,
      tabs: this.channel(),
      commands: makeCommands(browser),
      sessionOver: (code) => {
        this.sessionOver = code;
      },
      metStranger: () => undefined,
      synced: () => undefined,
      isFirstSync: true,
    });
    this.replica.subscribe((change) => this.changes.push(change));
  }

  /** Starts as the app does: paints the list, then the rest. */
  async start(): Promise<void> {
    await this.replica.chats();
  }

  override kill(): void {
    this.#database.kill();
    super.kill();
    void this.replica.stop();
  }
}

function makeCommands(browser: Browser): Commands {
  const offline = async () => fail('offline' as const);
  return {
    server: offline,
    session: offline,
    createAccount: offline,
    signIn: offline,
    signOut: offline,
    changePassword: offline,
    isHandleFree: offline,
    findPerson: offline,
    accountState: async () =>
      browser.isOnline ? succeed(browser.node.accounts.read(browser.me)) : fail('offline'),
    postIntents: async (userId, entries) => {
      if (!browser.isOnline) return fail('offline');
      if (userId !== browser.me.userId) return fail('signed-out');
      return succeed(browser.node.submit(userId, entries));
    },
    profiles: async (userIds) =>
      browser.isOnline ? succeed(userIds.map(personOf)) : fail('offline'),
  };
}
