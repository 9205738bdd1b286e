/**
 * What judging and storing the intents of an account needs of a database. Invariants: the account's
 * row is locked first, then the private chats that a block concerns, in the order of their ids, then
 * sessions are read `for share`; what is read afterwards was committed before.
 */
import type { ErrorCode } from '@jibber/schema/errors';
import type { ChatId, EntryId, FileId, HistoryId, UserId } from '@jibber/schema/ids';
import type { AccountState } from '@jibber/schema/intents/account/account-state';

export type AccountQuestion = {
  readonly userId: UserId;
  readonly sessionIds: readonly string[];
  readonly entryIds: readonly EntryId[];
  /** Whether somebody else has one of these, or one too similar. */
  readonly handles: readonly string[];
  /** Which of these pictures he may use. */
  readonly pictures: readonly FileId[];
  /** Which of these people there are, or were. */
  readonly people: readonly UserId[];
  /** ms; sessions that end before are not live. */
  readonly now: number;
};

export type AccountStanding = {
  readonly historyId: HistoryId;
  /** Live sessions and whose they are; locked `for share` until the transaction ends. */
  readonly sessions: ReadonlyMap<string, UserId>;
  readonly state: AccountState;
  readonly revision: number;
  /** Of the entries asked about, those that were accepted, with the revision they made. */
  readonly accepted: ReadonlyMap<EntryId, number>;
  readonly refused: ReadonlyMap<EntryId, ErrorCode>;
  readonly takenHandles: ReadonlySet<string>;
  readonly pictures: ReadonlySet<FileId>;
  readonly people: ReadonlySet<UserId>;
};

export type AccountWrite = {
  readonly before: AccountState;
  readonly after: AccountState;
  /** After the last accepted entry. */
  readonly revision: number;
  readonly accepted: ReadonlyMap<EntryId, number>;
  readonly refused: ReadonlyMap<EntryId, ErrorCode>;
  /** ms */
  readonly at: number;
};

/** One transaction, for one account. `lockAccount` comes first. */
export interface AccountTransaction {
  /** Locks the account's row and reads nothing else; false where there is no such account (any more). */
  lockAccount(userId: UserId): Promise<boolean>;
  /** Locks the rows of those of these chats that there are, in the order of their ids. */
  lockChats(chatIds: readonly ChatId[]): Promise<void>;
  /** Of the locked account. */
  readStanding(question: AccountQuestion): Promise<AccountStanding>;
  save(userId: UserId, write: AccountWrite): Promise<void>;
}

/** What a node remembers of a person whose devices are connected to it. */
export type AccountNews = {
  readonly revision: number;
  readonly blocked: readonly UserId[];
};

export interface AccountLogStorage {
  /** As `Storage.transaction`. */
  transaction<Value>(
    work: (
      transaction: AccountTransaction,
    ) => Promise<{ readonly keep: boolean; readonly value: Value }>,
  ): Promise<Value>;
  /** Of these people; those without an account are missing. */
  readNews(userIds: readonly UserId[]): Promise<ReadonlyMap<UserId, AccountNews>>;
  /** Forgets accepted entries from before `before` ms; refusals go with those of chats. */
  trimEntries(before: number): Promise<void>;
}
