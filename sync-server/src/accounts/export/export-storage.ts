/**
 * What an export needs of a database beside the documents of chats. Invariant: of the person himself
 * alone; what of others is told with it is read by the rights that everything else is read by.
 */
import type { ChatId, FileId, UserId } from '@jibber/schema/ids';
import type { AccountSettings } from '@jibber/schema/intents/account/account-state';

export type ExportedAccount = {
  readonly name: string;
  readonly handle: string;
  readonly email: string | undefined;
  readonly phone: string | undefined;
  readonly about: string;
  readonly picture: FileId | null;
  readonly settings: AccountSettings;
  /** ms. */
  readonly createdAt: number;
};

export type ExportedDevice = {
  readonly name: string;
  /** ms. */
  readonly since: number;
  readonly usedAt: number;
  readonly isThisOne: boolean;
};

export type ExportedBlock = { readonly userId: UserId; readonly at: number };

/** A chat in which the person is now. */
export type ExportedChat = {
  readonly chatId: ChatId;
  readonly kind: 'direct' | 'group';
  /** Of a private chat; the person himself where it is his own notes. */
  readonly peer: UserId | undefined;
  /** n of the first segment that he may see, and of the newest. */
  readonly fromSegment: number;
  readonly segment: number;
  /** Number up to which he has read. */
  readonly readUpTo: number;
};

export type ExportedReport = {
  readonly chatId: ChatId;
  readonly message: string;
  readonly reason: string;
  readonly at: number;
};

export interface ExportStorage {
  /** Undefined where the account is gone. */
  readAccount(userId: UserId): Promise<ExportedAccount | undefined>;
  /** @param sessionId of the device that asks */
  readDevices(userId: UserId, sessionId: string): Promise<readonly ExportedDevice[]>;
  readBlocks(userId: UserId): Promise<readonly ExportedBlock[]>;
  readReports(userId: UserId): Promise<readonly ExportedReport[]>;
  /** Chats he is in, after this one by id; at most so many. */
  readChats(
    userId: UserId,
    after: ChatId | undefined,
    most: number,
  ): Promise<readonly ExportedChat[]>;
}
