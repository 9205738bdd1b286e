/** What putting a device in order needs, at its moment and when it is loaded. */
import type { Scheduler } from '@jibber/schema/scheduler';
import type { DatabaseOpener } from './account-database.ts';
import type { DeviceRecord } from './device-record.ts';
import type { Locks } from './ports.ts';

export type CleanDevice = (ports: TidyingPorts) => Promise<void>;

export type TidyingPorts = {
  readonly opener: DatabaseOpener;
  readonly scheduler: Scheduler;
  readonly locks: Locks;
  newId(): string;
  /** The record as all tabs see it. */
  present(): DeviceRecord;
  /** Changes it. */
  change(change: (record: DeviceRecord) => DeviceRecord): void;
  /** Given by tests to run without loading. */
  readonly loadCleaning?: (() => Promise<{ readonly cleanDevice: CleanDevice }>) | undefined;
};
