/**
 * What the session module needs of a database.
 * Invariant: a session is there or it is not; accepting transactions read its row `for share`, so
 * whoever ends it waits for them, and after that nothing more is accepted under it.
 */
import type { MessagesChoice } from '@jibber/schema/commands/account';
import type { UserId } from '@jibber/schema/ids';
import type { Result } from '@jibber/schema/result';

/** Why a session ended before its time. */
export type EndReason = 'sign-out' | 'password' | 'deleted';

export type NewSession = {
  readonly id: string;
  readonly userId: UserId;
  readonly deviceName: string;
  /** ms. */
  readonly createdAt: number;
  /** ms; the absolute end. */
  readonly expiresAt: number;
};

export type StoredSession = {
  readonly userId: UserId;
  readonly expiresAt: number;
  readonly usedAt: number;
};

export type StartRules = {
  /** The account's hash the password was checked against: if it is another by now, nothing starts. */
  readonly passwordHash: string;
  readonly maxSessions: number;
  /** Sessions last used before this moment, ms, no longer count. */
  readonly usedSince: number;
  /** A session of the same browser, which gives way to the new one. */
  readonly replaces: string | undefined;
};

/** Sessions that are over after a start, and whether their devices are to be told. */
export type Replaced = { readonly id: string; readonly isOtherAccount: boolean };

export type PasswordChange = {
  readonly userId: UserId;
  readonly from: string | undefined;
  readonly to: string;
  /** The session that goes on. */
  readonly except: string | undefined;
  readonly endedAt: number;
};

export type AccountEnd = {
  readonly userId: UserId;
  /** The hash the password was checked against; undefined: whatever it is. */
  readonly from: string | undefined;
  readonly messages: MessagesChoice;
  /** Of the job that goes through the chats; random. */
  readonly key: string;
  readonly endedAt: number;
};

export interface SessionStorage {
  /** Under the account's lock, so that two starts count one another. */
  insert(
    session: NewSession,
    rules: StartRules,
  ): Promise<Result<Replaced | undefined, 'wrong-credentials' | 'too-many-devices'>>;
  /**
   * `ended`: it ended before its time; `deleted`: with its account. undefined: never there, or long
   * over.
   */
  read(id: string): Promise<StoredSession | 'ended' | 'deleted' | undefined>;
  touch(id: string, usedAt: number): Promise<void>;
  /** Ends the sessions in the order of their ids; those that are over already are left out. */
  end(ids: readonly string[], reason: EndReason, endedAt: number): Promise<readonly string[]>;
  /**
   * Puts another password hash in the place of `from` and ends all sessions but `except`, together.
   * `wrong-credentials`: the hash is another by now; nothing was changed. `from` undefined: whatever it is.
   */
  replacePassword(change: PasswordChange): Promise<Result<readonly string[], 'wrong-credentials'>>;
  /**
   * Ends an account, with all its sessions and whatever of it stands outside of chats, and makes the
   * job for the rest. `wrong-credentials`: the hash is another by now, or the account is gone.
   */
  endAccount(end: AccountEnd): Promise<Result<readonly string[], 'wrong-credentials'>>;
  /** Ends all sessions of an account but one. */
  endAll(
    userId: UserId,
    except: string | undefined,
    reason: EndReason,
    endedAt: number,
  ): Promise<readonly string[]>;
  /** Removes what expired, and what is known of sessions that ended before `endedBefore`, ms. */
  prune(at: number, usedBefore: number, endedBefore: number): Promise<void>;
}
