/** What the contract of the storage port is given of each implementation. */
import type { MessagesChoice } from '@jibber/schema/commands/account';
import type { ChatId, FileId, UserId } from '@jibber/schema/ids';
import type { Storage } from '../storage/storage.ts';

/** Without an end, for any number, and let in at once, unless said otherwise. */
export type TestInvite = {
  readonly token: string;
  readonly chatId: ChatId;
  readonly by: UserId;
  /** ms */
  readonly createdAt: number;
  /** ms */
  readonly expiresAt?: number;
  readonly mostUses?: number;
  readonly needsApproval?: boolean;
};

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
  /** An invite link of a group that is there. */
  addInvite(invite: TestInvite): Promise<void>;
  revokeInvite(token: string): Promise<void>;
  /** A picture that he has brought and that nothing uses. */
  addPicture(file: FileId, owner: UserId): Promise<void>;
  /** Names of the places where a text is stored, also inside of bytes. */
  placesWith(text: string): Promise<readonly string[]>;
  close(): Promise<void>;
};
