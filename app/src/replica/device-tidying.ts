/**
 * Puts away what this device must not keep: databases of accounts that were signed out, the content
 * of sessions that were ended elsewhere. Invariant: one tab at a time, each step only where the record
 * as it stands then still asks for it; what fails is tried again, whoever is signed in by then.
 */
import type { UserId } from '@jibber/schema/ids';
import type { Cancel, Scheduler } from '@jibber/schema/scheduler';
import { AccountDatabase, type DatabaseOpener } from './account-database.ts';
import { type DeviceRecord, databaseOf, keepDatabase } from './device-record.ts';
import { holdLock } from './held-lock.ts';
import type { Locks } from './ports.ts';
import { wipeContent } from './start-anew.ts';

const againMs = 60_000;

export type TidyingPorts = {
  readonly opener: DatabaseOpener;
  readonly scheduler: Scheduler;
  readonly locks: Locks;
  newId(): string;
  /** The record as all tabs see it. */
  present(): DeviceRecord;
  /** Changes it. */
  change(change: (record: DeviceRecord) => DeviceRecord): void;
};

export class DeviceTidying {
  readonly #ports: TidyingPorts;
  #done: Promise<void> = Promise.resolve();
  #cancel: Cancel | undefined;

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
    const { opener, present, change } = this.#ports;
    for (const name of present().doomed) {
      // Deleted by another tab meanwhile, it may be somebody's new one.
      if (!present().doomed.includes(name) || !(await opener.remove(name))) continue;
      change((record) => ({ ...record, doomed: record.doomed.filter((each) => each !== name) }));
    }
    for (const { userId, mustWipe } of present().databases) if (mustWipe) await this.#wipe(userId);
    if (!this.#isDue()) return;
    this.#cancel?.();
    this.#cancel = this.#ports.scheduler.after(againMs, () => this.tidy());
  }

  async #wipe(userId: UserId): Promise<void> {
    const { present, change } = this.#ports;
    const isDue = (record: DeviceRecord) => databaseOf(record, userId).mustWipe;
    const database = new AccountDatabase({
      ...this.#ports,
      newInstallation: () => this.#ports.newId(),
      place: () => {
        const record = present();
        const { name, installation } = databaseOf(record, userId);
        return isDue(record) ? { name, installation } : undefined;
      },
      setPlace: (place) =>
        change((record) => (isDue(record) ? keepDatabase(record, userId, place) : record)),
      // Nobody looks at it.
      troubled: () => undefined,
      unblocked: () => undefined,
      outdated: () => undefined,
      rebuilt: () => undefined,
      ownWords: () => undefined,
    });
    const wiped = await wipeContent(database, () => isDue(present()));
    database.close();
    if (!wiped.ok) return;
    change((record) =>
      isDue(record) ? keepDatabase(record, userId, { mustWipe: false, isSynced: false }) : record,
    );
  }
}
