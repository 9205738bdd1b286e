/**
 * Puts away what this device must not keep: databases of accounts that were signed out, the content
 * of sessions that were ended elsewhere. Invariant: one tab at a time; what fails is tried again,
 * whoever is signed in by then.
 */
import { holdLock } from './held-lock.ts';
import type { TidyingPorts } from './tidying-ports.ts';

const againMs = 60_000;

export class DeviceTidying {
  readonly #ports: TidyingPorts;
  #done: Promise<void> = Promise.resolve();

  constructor(ports: TidyingPorts) {
    this.#ports = ports;
  }

  /** Resolves once what was to be done so far was tried. */
  get done(): Promise<void> {
    return this.#done;
  }

  tidy(): void {
    if (!this.#isDue()) return;
    this.#done = this.#done.then(() =>
      holdLock(this.#ports.locks, 'tidying', () => this.#tidyNow()),
    );
  }

  #isDue(): boolean {
    const { doomed, databases } = this.#ports.present();
    return doomed.length > 0 || databases.some(({ mustWipe }) => mustWipe);
  }

  async #tidyNow(): Promise<void> {
    const load = this.#ports.loadCleaning ?? (() => import('./device-cleaning.ts'));
    // A chunk that could not be loaded is asked for again.
    const loaded = await load().catch(() => undefined);
    await loaded?.cleanDevice(this.#ports);
    if (this.#isDue()) this.#ports.scheduler.after(againMs, () => this.tidy());
  }
}
