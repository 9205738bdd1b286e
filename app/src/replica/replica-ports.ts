/** What one replica is made of; the device hands in the browser's, tests and the simulation their own. */
import type { Me } from '@jibber/schema/commands/account';
import type { Scheduler } from '@jibber/schema/scheduler';
import type { DatabaseFault, LocalDatabase } from './local-database.ts';
import type { Commands, Link, Locks, NewEntryId, Page, Tabs } from './ports.ts';
import type { FileUploads } from './upload-gate.ts';

export type ReplicaPorts = {
  readonly me: Me;
  readonly database: LocalDatabase;
  readonly scheduler: Scheduler;
  /** In [0, 1). */
  readonly random: () => number;
  readonly link: Link;
  readonly locks: Locks;
  readonly tabs: Tabs;
  readonly page: Page;
  readonly commands: Commands;
  readonly newEntryId: NewEntryId;
  /** Loads what brings files to the server; where it is missing, entries wait for none. */
  readonly loadUploads?: (() => Promise<FileUploads>) | undefined;
  /** The node ended the session: it expired, or was ended elsewhere. */
  sessionOver(code: 'signed-out' | 'session-ended'): void;
  /** The node takes this browser for somebody else: another tab has signed in as him. */
  metStranger(): void;
  /** The first catch-up of a new device is complete. */
  synced(): void;
  /** How the last transaction failed; undefined: it did not. */
  faulted(fault: DatabaseFault | undefined): void;
};
