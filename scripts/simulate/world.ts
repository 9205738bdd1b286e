/**
 * Everything that a run consists of: people with devices, nodes over one database, the network
 * between them, and what the test saw of it. Invariant: all of it follows from the seed.
 */
import type { DocumentName } from '@jibber/schema/document/values';
import { accountScope, type ChatId, type EntryId, type UserId, userId } from '@jibber/schema/ids';
import { parseIntentText } from '@jibber/schema/intents/registry';
import type { SentEntry } from '@jibber/schema/protocol/send';
import { type Deed, entryKey, type Heard, type Violation } from '@jibber/schema/testkit/history';
import { someHistory } from '@jibber/schema/testkit/people';
import { createRandom, type Random } from '@jibber/schema/testkit/random';
import { createVirtualTime, type VirtualTime } from '@jibber/schema/testkit/virtual-time';
import type { Identity } from '@jibber/sync-server/log/sync';
import { createRelayHub } from '@jibber/sync-server/relay/process-relay';
import {
  createMemoryDatabase,
  type MemoryDatabase,
} from '@jibber/sync-server/storage/memory-storage';
import { type Storage, StorageFault } from '@jibber/sync-server/storage/storage';
import { Chaos } from './chaos.ts';
import { CommittedFacts } from './committed-facts.ts';
import { CommittedLog } from './committed-log.ts';
import { compactDocument } from './compaction.ts';
import { checkDelivery } from './delivered.ts';
import { Network } from './network.ts';
import { readAccountState } from './own-state.ts';
import type { SeededBug } from './seeded-bug.ts';
import { type DeviceTab, SimulatedDevice } from './simulated-device.ts';
import { identityOf, SimulatedNode } from './simulated-node.ts';
import { personOf } from './simulated-tab.ts';

export type WorldOptions = {
  readonly seed: number | string;
  readonly nodes: number;
  /** How many devices each person has. */
  readonly devices: readonly number[];
  readonly bug?: SeededBug | undefined;
  readonly trace?: ((atMs: number, name: string) => void) | undefined;
};

/** Name of the device that each person gets at the very end. */
export const newDevice = 'new device';

/** An entry that a tab said was on the disk of its device. */
export type SavedEntry = {
  readonly tab: DeviceTab;
  readonly chatId: ChatId;
  readonly order: number;
  /** The message that it changes. */
  readonly about: EntryId | undefined;
  /** Whether it stands in the timeline under its own id. */
  readonly isShown: boolean;
  /** How often the device had lost its database before. */
  readonly evictions: number;
  readonly losses: number;
};

export class World {
  readonly options: WorldOptions;
  readonly random: Random;
  readonly time: VirtualTime;
  readonly database: MemoryDatabase;
  /** A way to the database that no fault strikes: what it does by itself. */
  readonly maintenance: Storage;
  readonly log: CommittedLog;
  readonly facts: CommittedFacts;
  readonly chaos: Chaos;
  readonly network: Network;
  readonly nodes: readonly SimulatedNode[];
  readonly people: readonly UserId[];
  /** Mallory: has an account, and keeps to nothing. */
  readonly outsider = userId('01980000-0000-7000-8000-0000000ba110');
  readonly devices: SimulatedDevice[] = [];
  /** What happened, and how often. */
  readonly coverage = new Map<string, number>();
  readonly heard: Heard[] = [];
  /** Faults that no run may have: errors in a log, exceptions that nobody caught. */
  readonly failures: unknown[] = [];
  /** Saved entries that their person took back or threw away. */
  readonly withdrawn = new Set<EntryId>();
  /** Heads of all chats when a session had ended, by its device. */
  readonly ended = new Map<string, ReadonlyMap<ChatId, number>>();
  /** What came to devices and was not for their people. */
  readonly leaks: Violation[] = [];
  /** What devices show from before their people's last coming, and should not. */
  readonly earlier: Violation[] = [];
  /** Bytes that came to devices which have never been here, as text. */
  readonly told = new Map<string, string>();
  readonly #startMs: number;
  /** Who was the first to ask for each chat. */
  readonly #openings = new Map<ChatId, UserId>();
  readonly #deeds = new Map<string, Deed>();
  /** By what was written, which is like nothing else. */
  readonly #byText = new Map<string, Deed>();
  /** Entries about accounts: they have no place in a chat. */
  readonly #ofAccounts = new Set<EntryId>();
  readonly #saved = new Map<EntryId, SavedEntry>();

  constructor(options: WorldOptions) {
    this.options = options;
    this.random = createRandom(options.seed);
    this.time = createVirtualTime({ ties: this.random.fork('ties') });
    this.#startMs = this.time.now();
    this.database = createMemoryDatabase({
      historyId: someHistory,
      scheduler: this.time.actor('database'),
    });
    const scheduler = this.time.actor('maintenance');
    this.maintenance = this.database.connect({ scheduler, latencyMs: () => 0 });
    this.people = options.devices.map((_, index) => {
      return userId(`01980000-0000-7000-8000-${(0xa11ce0 + index).toString(16).padStart(12, '0')}`);
    });
    for (const person of this.people) this.database.tables.addAccount(person);
    this.log = new CommittedLog(this.database.tables);
    this.facts = new CommittedFacts(this.database.tables, (author, entryId) =>
      this.deedOf(author, entryId),
    );
    options.bug?.tables?.(this.database.tables);
    this.chaos = new Chaos(this.random.fork('chaos'), (name) => this.count(name));
    const latency = this.random.fork('latency');
    const surroundings = {
      time: this.time,
      database: this.database,
      hub: createRelayHub({
        scheduler: this.time.actor('relay'),
        carry: () => this.chaos.carryHint(),
        isSelective: this.random.fork('relay').chance(0.5),
      }),
      latencyMs: () => latency.between(0, this.chaos.slowestMs),
      fault: this.chaos.faultOf,
      bug: options.bug,
      reading: (chatId: ChatId, name: DocumentName) => {
        const isStruck = this.chaos.isOn && this.random.chance(0.15);
        if (isStruck && compactDocument(this, chatId, name)) {
          this.count('fault: compaction while a document is read');
        }
      },
      count: (name: string) => this.count(name),
      failed: (error: unknown) => this.failures.push(error),
    };
    this.nodes = Array.from({ length: options.nodes }, (_, index) => {
      return new SimulatedNode(`node ${index}`, surroundings);
    });
    this.network = new Network(
      this.time.actor('network'),
      this.random.fork('network'),
      this.nodes,
      {
        sent: (identity, entries) => this.asked(identity, entries),
        delivered: ({ sessionId, userId: reader }, message) => {
          this.leaks.push(...checkDelivery(this, reader, sessionId, message));
          if (!sessionId.startsWith(newDevice)) return;
          const text = Buffer.from(message).toString('latin1');
          this.told.set(sessionId, (this.told.get(sessionId) ?? '') + text);
        },
        lost: (what) => this.count(`fault: ${what} lost`),
        answered: (identity, answers) => {
          const isHonest = this.people.includes(identity.userId);
          for (const answer of answers) {
            // What Mallory is told is no promise: she asks for the impossible under one id.
            if (isHonest && !this.#ofAccounts.has(answer.entryId))
              this.heard.push({ device: identity.sessionId, author: identity.userId, answer });
            this.count(`answer: ${answer.outcome}`);
            if (answer.outcome !== 'accepted') this.count(`code: ${answer.code}`);
          }
        },
      },
    );
    for (const [index, count] of options.devices.entries()) {
      const person = this.people[index];
      if (person === undefined) throw new Error('no such person');
      for (let nth = 1; nth <= count; nth += 1) this.addDevice(person, `device ${nth}`);
    }
  }

  /** A browser that has never been here. */
  addDevice(person: UserId, name: string): SimulatedDevice {
    const identity = identityOf(person, name);
    this.database.tables.addSession(identity.sessionId, person);
    const index = this.devices.length + 1;
    const device = new SimulatedDevice({
      index,
      me: { ...personOf(person), address: `${index}@example.org` },
      identity,
      time: this.time,
      network: this.network,
      random: this.random.fork(`device ${index}`),
      bug: this.options.bug,
      positionOf: (chatId, entryId) => this.facts.rowOf(chatId, entryId)?.position,
      accountState: () => readAccountState(this.database.tables, person),
    });
    this.devices.push(device);
    return device;
  }

  count(name: string): void {
    this.options.trace?.(this.time.now() - this.#startMs, name);
    this.coverage.set(name, (this.coverage.get(name) ?? 0) + 1);
  }

  /** Keeps the lock of a chat, and does something before it gives it up. */
  holdLock(chatId: ChatId, ms: number, work?: () => void): void {
    const held = this.maintenance.transaction(async (transaction) => {
      await transaction.lockChat(chatId);
      await new Promise<void>((resolve) => {
        this.network.actor.after(ms, resolve);
      });
      work?.();
      return { keep: false, value: undefined };
    });
    held.catch((error: unknown) => {
      if (!(error instanceof StorageFault)) this.failures.push(error);
    });
  }

  /** Whether somebody is present in a chat, as it is committed. */
  isMember(chatId: ChatId, userId: UserId): boolean {
    return this.facts.isPresent(chatId, userId);
  }

  /** Ends a device's session. From when this resolves nothing of it may be accepted. */
  async signOut(device: SimulatedDevice): Promise<void> {
    device.isSignedOut = true;
    await this.endSession(device.identity.sessionId);
  }

  async endSession(sessionId: string): Promise<void> {
    await this.database.endSession(sessionId);
    const heads = [...this.database.tables.chats].map(
      ([chatId, chat]) => [chatId, chat.head.head] as const,
    );
    this.ended.set(sessionId, new Map(heads));
  }

  /**
   * A tab said that an entry is saved.
   * @param about the message that it changes
   */
  saved(
    tab: DeviceTab,
    chatId: ChatId,
    entryId: EntryId,
    about?: EntryId,
    isShown = about === undefined,
  ): void {
    const { evictions, losses } = tab.device;
    const order = this.#saved.size + 1;
    this.#saved.set(entryId, { tab, chatId, order, about, isShown, evictions, losses });
  }

  savedEntries(): ReadonlyMap<EntryId, SavedEntry> {
    return this.#saved;
  }

  /** Entries came to a node. */
  asked({ userId: author, sessionId: device }: Identity, entries: readonly SentEntry[]): void {
    for (const { entryId, scope: chatId, intent: text } of entries) {
      if (chatId === accountScope) {
        this.#ofAccounts.add(entryId);
        continue;
      }
      const intent = parseIntentText(text);
      const key = entryKey({ author, entryId });
      if (!intent.ok || this.#deeds.has(key)) continue;
      if (intent.value.kind === 'chat.open') this.#noteOpening(chatId, author);
      const order = undefined;
      const deed = { device, order, author, chatId, entryId, intent: intent.value };
      this.#deeds.set(key, deed);
      if ('text' in intent.value) this.#byText.set(intent.value.text, deed);
    }
  }

  /** Somebody opens a chat; the other may have asked for the same and not have heard yet. */
  #noteOpening(chatId: ChatId, author: UserId): void {
    const before = this.#openings.get(chatId);
    this.#openings.set(chatId, before ?? author);
    if (before !== undefined && before !== author) {
      this.count('did: open a chat that is being opened');
    }
  }

  deedWith(text: string): Deed | undefined {
    return this.#byText.get(text);
  }

  deedOf(author: UserId, entryId: EntryId): Deed | undefined {
    return this.#deeds.get(entryKey({ author, entryId }));
  }

  /** Everything that was asked of a node. What was held back lost its place on purpose. */
  deeds(): Deed[] {
    return [...this.#deeds.values()].map((deed) => {
      const saved = this.#saved.get(deed.entryId);
      const isHeld = deed.intent.kind === 'message.delete';
      if (saved?.tab.device.name !== deed.device || isHeld) return deed;
      // Two tabs of a device hear at the same time, but not in one order, what they have saved.
      return { ...deed, device: saved.tab.actor.name, order: saved.order };
    });
  }

  /** Runs until a promise of the product settles; throws where it takes too long. */
  async within<Value>(promise: Promise<Value>, maxMs = 60_000): Promise<Value> {
    let isDone = false;
    const done = () => {
      isDone = true;
    };
    promise.then(done, done);
    await this.time.runUntilTrue(() => isDone, maxMs);
    return promise;
  }
}
