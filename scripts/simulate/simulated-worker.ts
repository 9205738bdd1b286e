/**
 * The service worker as a sender: the real outbox, store and HTTP transport of the replica, without a
 * socket, for the half minute that a browser lets it live. Invariant: it sends only while it holds the
 * lock of the outbox, and gives way to a tab that asks for it.
 */
import { ChatStore } from '@jibber/app/replica/chat-store';
import { makeHttpTransport } from '@jibber/app/replica/http-transport';
import type { MemoryConnection } from '@jibber/app/replica/memory-database';
import { PersonWrites } from '@jibber/app/replica/person-writes';
import type { TabMessage } from '@jibber/app/replica/ports';
import { Sender } from '@jibber/app/replica/sender';
import type { Answer } from '@jibber/schema/protocol/answers';
import type { Random } from '@jibber/schema/testkit/random';
import type { Actor } from '@jibber/schema/testkit/virtual-time';
import type { DeviceProcess, SimulatedDevice } from './simulated-device.ts';

/** A browser ends a worker after this. */
const lifeMs = 30_000;
/** Without an answer it asks again, as a background sync does. */
const againMs = 3000;

/** The browser starts the worker of a device. */
export function wakeWorker(device: SimulatedDevice): void {
  const { actor, random } = device.nextTab();
  const worker = new SimulatedWorker(device, actor, random);
  device.workers.add(worker);
  void worker.run();
}

class SimulatedWorker implements DeviceProcess {
  readonly #device: SimulatedDevice;
  readonly #actor: Actor;
  readonly #connections = new Set<MemoryConnection>();
  readonly #store: ChatStore;
  readonly #sender: Sender;
  #isAlive = true;
  #isHolder = false;

  constructor(device: SimulatedDevice, actor: Actor, random: Random) {
    this.#device = device;
    this.#actor = actor;
    const { network, identity, me } = device;
    this.#store = new ChatStore({
      database: device.openDatabase(actor, this.#connections, {
        troubled: () => undefined,
        rebuilt: () => void this.#store.reload(),
        ownWords: () => undefined,
      }),
      me: me.userId,
      scheduler: actor,
      tabs: {
        post: (message) => device.post(this, message),
        listen: () => undefined,
        close: () => undefined,
      },
      changed: () => this.#sender.pump(),
      gone: () => undefined,
      faulted: () => undefined,
    });
    const writes = new PersonWrites({
      store: this.#store,
      scheduler: actor,
      newEntryId: () => device.newEntryId(),
      me: me.userId,
    });
    this.#sender = new Sender({
      scheduler: actor,
      random: () => random.bits() / 2 ** 32,
      transport: makeHttpTransport({
        commands: {
          postIntents: (userId, entries) => network.post(identity, actor, userId, entries),
        },
        userId: me.userId,
        answered: (answers) => void this.#answered(answers),
        lost: () => {
          this.#sender.lost();
          actor.after(againMs, () => this.#sender.pump());
        },
      }),
      isHolder: () => this.#isHolder,
      outbox: () => this.#store.mirror.outbox(),
      release: (entries) => void writes.release(entries),
    });
  }

  async run(): Promise<void> {
    this.#actor.after(lifeMs, () => this.kill());
    await this.#store.load();
    this.#device.locksOf(this).request(`outbox:${this.#device.me.userId}`, false, {
      held: () => {
        this.#isHolder = true;
        this.#sender.pump();
      },
      lost: () => this.kill(),
    });
  }

  hear(message: TabMessage): void {
    if (!this.#isAlive) return;
    this.#actor.soon(() => {
      if (message.type === 'yield' && this.#isHolder) this.kill();
      else if (message.type === 'chat') void this.#store.refresh(message.chatId, false);
      else if (message.type === 'everything') void this.#store.reload();
    });
  }

  /** It ends as a worker ends: at any moment, with whatever it was at. */
  kill(): void {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    this.#isHolder = false;
    this.#device.workers.delete(this);
    this.#actor.kill();
    for (const connection of this.#connections) connection.kill();
    this.#sender.stop();
    this.#device.release(this);
  }

  async #answered(answers: readonly Answer[]): Promise<void> {
    const stored = await this.#store.store([{ type: 'answers', answers }], {
      greetedHead: () => undefined,
      greetedRevision: 0,
    });
    if (stored.ok) this.#sender.answered(answers);
    else this.#sender.lost();
  }
}
