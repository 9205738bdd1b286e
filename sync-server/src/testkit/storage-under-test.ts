/** What the contract of the storage port is given of each implementation. */
import type { MessagesChoice } from '@jibber/schema/commands/account';
import type { UserId } from '@jibber/schema/ids';
import type { Storage } from '../storage/storage.ts';

export type StorageUnderTest = {
  readonly storage: Storage;
  /** A second node over the same store. */
  readonly other: Storage;
  /** Whether transactions run side by side, and a lock time-out of 200 ms is set. */
  readonly isConcurrent: boolean;
  addAccount(userId: UserId): Promise<void>;
  addSession(sessionId: string, userId: UserId, expiresAt: number): Promise<void>;
  endSession(sessionId: string): Promise<unknown>;
  /** Ends an account with its sessions, and makes its job. */
  deleteAccount(userId: UserId, messages: MessagesChoice): Promise<unknown>;
  /** Names of the places where a text is stored, also inside of bytes. */
  placesWith(text: string): Promise<readonly string[]>;
  close(): Promise<void>;
};
