/**
 * The end of an account, by the person himself or by the operator. Invariant: from the commit on nobody
 * signs in, finds or writes to it, and no session of it is heard; what of it stands in chats follows by
 * a job that the same commit makes (log/account-deletions.ts).
 */
import type { MessagesChoice } from '@jibber/schema/commands/account';
import type { ErrorCode } from '@jibber/schema/errors';
import type { UserId } from '@jibber/schema/ids';
import { fail, type Result, succeed } from '@jibber/schema/result';
import type { Identity } from '../log/sync.ts';
import { makeToken, type RandomBytes } from '../sessions/session-token.ts';
import type { AccountStorage } from './account-storage.ts';
import type { Passwords } from './passwords.ts';
import type { AccountLimits } from './try-limits.ts';

export type AccountEnd = {
  readonly userId: UserId;
  /** The hash that the password was just checked against; undefined: whatever it is. */
  readonly passwordHash: string | undefined;
  readonly messages: MessagesChoice;
  /** Of the job. */
  readonly key: string;
  /** ms */
  readonly at: number;
};

export interface AccountEndings {
  /**
   * Under the account's lock: frees name, handle, addresses, text and picture, forgets the password,
   * ends all sessions, removes blocks and makes the job. Answers ids of the sessions that ended.
   * `wrong-credentials`: the password was changed meanwhile, or the account is gone.
   */
  end(account: AccountEnd): Promise<Result<readonly string[], 'wrong-credentials'>>;
}

export type EndingOptions = {
  readonly endings: AccountEndings;
  readonly randomBytes: RandomBytes;
  /** ms since 1970. */
  readonly now: () => number;
  /** Called after sessions ended: closes what they have open, on all nodes. */
  readonly onEnded: (sessionIds: readonly string[]) => void;
};

export type DeletionOptions = EndingOptions & {
  readonly storage: Pick<AccountStorage, 'read'>;
  readonly passwords: Pick<Passwords, 'verify'>;
  readonly limits: Pick<AccountLimits, 'signInsPerAccount'>;
};

/** POST /api/account/delete. Whoever holds a session alone cannot: the password is asked for. */
export async function deleteOwnAccount(
  { userId }: Identity,
  { password, messages }: { readonly password: string; readonly messages: MessagesChoice },
  options: DeletionOptions,
): Promise<Result<undefined, ErrorCode>> {
  const { storage, passwords, limits } = options;
  const account = await storage.read(userId);
  if (account === undefined) return fail('signed-out');
  // The same tries as for a change of the password: a stolen session must not guess on.
  const tries = `password ${userId}`;
  if (!limits.signInsPerAccount.take(tries)) return fail('too-many-requests');
  const verified = await passwords.verify(password, account.passwordHash);
  if (verified.ok && !verified.value) return fail('wrong-credentials');
  limits.signInsPerAccount.giveBack(tries);
  if (!verified.ok) return verified;
  return endAccount(userId, account.passwordHash, messages, options);
}

/** @param passwordHash as of `AccountEnd` */
export async function endAccount(
  userId: UserId,
  passwordHash: string | undefined,
  messages: MessagesChoice,
  { endings, randomBytes, now, onEnded }: EndingOptions,
): Promise<Result<undefined, 'wrong-credentials'>> {
  const key = makeToken(randomBytes);
  const ended = await endings.end({ userId, passwordHash, messages, key, at: now() });
  if (!ended.ok) return ended;
  if (ended.value.length > 0) onEnded(ended.value);
  return succeed();
}
