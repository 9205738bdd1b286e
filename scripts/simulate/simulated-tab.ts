/**
 * A page with the real replica. Invariant: once killed nothing of it runs: its timers never fire, its
 * transactions are undone, its sockets break.
 */
import './small-limits.ts';
import { createReplica, type DeviceReplica } from '@jibber/app/replica/create-replica';
import * as engineModule from '@jibber/app/replica/engine';
import type { MemoryConnection } from '@jibber/app/replica/memory-database';
import type { Commands, TabMessage } from '@jibber/app/replica/ports';
import type { OpenedChat } from '@jibber/app/replica/replica';
import type { Person } from '@jibber/schema/commands/account';
import type { ChatId, UserId } from '@jibber/schema/ids';
import { fail, succeed } from '@jibber/schema/result';
import type { Random } from '@jibber/schema/testkit/random';
import type { Actor } from '@jibber/schema/testkit/virtual-time';
import type { DeviceTab, SimulatedDevice } from './simulated-device.ts';

/** A person opens the app. */
export function openTab(device: SimulatedDevice): DeviceTab {
  const { actor, random } = device.nextTab();
  const tab = new SimulatedTab(device, actor, random);
  device.tabs.add(tab);
  return tab;
}

class SimulatedTab implements DeviceTab {
  readonly device: SimulatedDevice;
  readonly actor: Actor;
  readonly replica: DeviceReplica;
  readonly opened = new Map<ChatId, OpenedChat>();
  isAlive = true;
  isVisible = true;
  /** Ended by a node with a final code. */
  sessionOver: string | undefined;
  readonly #connections = new Set<MemoryConnection>();
  readonly #visibility = new Set<() => void>();
  readonly #online = new Set<() => void>();
  #listener: ((message: TabMessage) => void) | undefined;

  constructor(device: SimulatedDevice, actor: Actor, random: Random) {
    this.device = device;
    this.actor = actor;
    const database = device.openDatabase(actor, this.#connections, {
      troubled: (trouble) => this.replica.setTrouble(trouble),
      rebuilt: () => this.replica.rebuilt(),
      ownWords: () => this.replica.ownWords(),
    });
    this.replica = createReplica({
      me: device.me,
      database,
      scheduler: actor,
      random: () => random.bits() / 2 ** 32,
      link: device.network.linkFor(device.identity, actor),
      locks: device.locksOf(this),
      tabs: {
        post: (message) => {
          if (this.isAlive) device.post(this, message);
        },
        listen: (listener) => {
          this.#listener = listener;
        },
        close: () => {
          this.#listener = undefined;
        },
      },
      page: {
        isVisible: () => this.isVisible,
        onVisibility: (listener) => listen(this.#visibility, listener),
        onOnline: (listener) => listen(this.#online, listener),
        // A network goes here without a word, which is harder.
        onOffline: () => () => undefined,
      },
      commands: this.#commands(),
      newEntryId: () => device.newEntryId(),
      sessionOver: (code) => {
        this.sessionOver = code;
      },
      synced: () => undefined,
      metStranger: () => undefined,
      isFirstSync: true,
      loadEngine: async () => engineModule,
    });
    void this.replica.chats();
  }

  hear(message: TabMessage): void {
    if (this.isAlive) this.actor.soon(() => this.#listener?.(message));
  }

  show(isVisible: boolean): void {
    this.isVisible = isVisible;
    for (const listener of this.#visibility) listener();
  }

  hint(): void {
    for (const listener of this.#online) listener();
  }

  kill(): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    this.device.tabs.delete(this);
    this.actor.kill();
    for (const connection of this.#connections) connection.kill();
    void this.replica.stop();
    this.device.release(this);
  }

  #commands(): Commands {
    const offline = async () => fail('offline' as const);
    const { network, identity } = this.device;
    const isThere = () => network.isOnline(identity.sessionId) && network.anyNode() !== undefined;
    return {
      server: offline,
      session: offline,
      createAccount: offline,
      signIn: offline,
      signOut: offline,
      changePassword: offline,
      isHandleFree: offline,
      findPerson: offline,
      postIntents: offline,
      accountState: async () => (isThere() ? succeed(this.device.accountState()) : fail('offline')),
      profiles: async (userIds) => {
        return isThere() ? succeed(userIds.map(personOf)) : fail('offline');
      },
    };
  }
}

export function personOf(userId: UserId): Person {
  const tail = userId.slice(-4);
  return { userId, name: `Person ${tail}`, handle: `person_${tail}` };
}

function listen(listeners: Set<() => void>, listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
