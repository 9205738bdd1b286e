/**
 * Which tab of this device sends and fetches for all: the holder of the Web Lock `outbox:<user>`. A
 * tab that comes to the front takes it from a hidden one. Invariant: at most one holder, but for the
 * moment in which a lock is stolen from a tab that sleeps; what both then send is sent twice, harmlessly.
 */
import type { UserId } from '@jibber/schema/ids';
import type { Cancel, Scheduler } from '@jibber/schema/scheduler';
import type { Locks, Page, Tabs } from './ports.ts';

/** A hidden holder gives the lock up within this, or sleeps. */
const yieldMs = 2000;

export type HolderPorts = {
  readonly locks: Locks;
  readonly tabs: Tabs;
  readonly page: Page;
  readonly scheduler: Scheduler;
  readonly me: UserId;
  /** This tab holds the outbox now, or does no longer. */
  changed(): void;
};

export class OutboxHolder {
  readonly #ports: HolderPorts;
  #release: (() => void) | undefined;
  #cancelSteal: Cancel | undefined;
  readonly #unlisten: Cancel;
  #isHolder = false;

  constructor(ports: HolderPorts) {
    this.#ports = ports;
    this.#unlisten = ports.page.onVisibility(() => {
      if (ports.page.isVisible()) this.#askForIt();
    });
    this.#request(false);
    if (ports.page.isVisible()) this.#askForIt();
  }

  get isHolder(): boolean {
    return this.#isHolder;
  }

  /** A visible tab asks. A hidden holder gives way; a visible one says that it stays. */
  asked(): void {
    if (!this.#isHolder) return;
    if (this.#ports.page.isVisible()) {
      this.#ports.tabs.post({ type: 'kept' });
      return;
    }
    this.#release?.();
    this.#set(false);
    this.#request(false);
  }

  /** The holder is visible, too. */
  kept(): void {
    this.#cancelSteal?.();
  }

  stop(): void {
    this.#unlisten();
    this.#cancelSteal?.();
    this.#release?.();
    this.#isHolder = false;
  }

  #askForIt(): void {
    if (this.#isHolder) return;
    this.#ports.tabs.post({ type: 'yield' });
    this.#cancelSteal?.();
    this.#cancelSteal = this.#ports.scheduler.after(yieldMs, () => {
      if (this.#isHolder || !this.#ports.page.isVisible()) return;
      this.#release?.();
      this.#request(true);
    });
  }

  #request(steal: boolean): void {
    const name = `outbox:${this.#ports.me}`;
    this.#release = this.#ports.locks.request(name, steal, {
      held: () => this.#set(true),
      lost: () => {
        this.#set(false);
        this.#request(false);
      },
    });
  }

  #set(isHolder: boolean): void {
    if (this.#isHolder === isHolder) return;
    this.#isHolder = isHolder;
    this.#cancelSteal?.();
    this.#ports.changed();
  }
}
