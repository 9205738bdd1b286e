/**
 * Sessions: who somebody is, for as long as his device may say so. The only face of this folder.
 * Invariants: every sign-in gets a token of its own; a session ends at the latest 90 days after it
 * began or 30 days after its last use; once `end…` resolved, nothing more is accepted under it.
 */
import type { UserId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import { fail, type Result, succeed } from '@jibber/schema/result';
import type { Identity } from '../log/sync.ts';
import type { AccountEnd, EndReason, PasswordChange, SessionStorage } from './session-storage.ts';
import { makeToken, type RandomBytes, sessionIdOf } from './session-token.ts';

const dayMs = 24 * 60 * 60 * 1000;
const idleMs = limits.sessionIdleDays * dayMs;
const absoluteMs = limits.sessionAbsoluteDays * dayMs;
/** A use is written down at most this often, so that reading stays reading. */
const touchEveryMs = 60 * 60 * 1000;

export const sessionMaxAgeSeconds = absoluteMs / 1000;

export type SessionRequest = {
  readonly userId: UserId;
  /** The hash the password was just checked against. */
  readonly passwordHash: string;
  /** For the list of devices. */
  readonly deviceName: string;
  /** Token the browser holds already; that session gives way. */
  readonly replaces: string | undefined;
};

export type StartedSession = { readonly token: string; readonly identity: Identity };

export interface Sessions {
  /** `wrong-credentials`: the password was changed meanwhile. */
  start(
    request: SessionRequest,
  ): Promise<Result<StartedSession, 'wrong-credentials' | 'too-many-devices'>>;
  /**
   * Whose session a token opens, and notes its use.
   * `session-ended`: signed out elsewhere or password changed; `account-deleted`: so it is;
   * `signed-out`: expired, or none.
   */
  authenticate(
    token: string | undefined,
  ): Promise<Result<Identity, 'signed-out' | 'session-ended' | 'account-deleted'>>;
  /** Notes that a session is in use, for what lives longer than a request. */
  noteUse(sessionId: string): Promise<void>;
  end(sessionIds: readonly string[], reason: EndReason): Promise<void>;
  /** Changes the password and ends the account's other sessions, together. */
  replacePassword(
    change: Omit<PasswordChange, 'endedAt'>,
  ): Promise<Result<undefined, 'wrong-credentials'>>;
  /** Deletes an account and ends all its sessions, together. */
  endAccount(
    end: Omit<AccountEnd, 'key' | 'endedAt'>,
  ): Promise<Result<undefined, 'wrong-credentials'>>;
  /** Ends all sessions of an account; with `except` all but that one. Answers how many. */
  endAll(userId: UserId, reason: EndReason, except?: string): Promise<number>;
  /** Forgets what is over. For a slow timer. */
  prune(): Promise<void>;
}

export type SessionsOptions = {
  readonly storage: SessionStorage;
  readonly now: () => number;
  readonly randomBytes: RandomBytes;
  /** Called after sessions ended: closes what they have open, on all nodes. */
  readonly onEnded: (sessionIds: readonly string[]) => void;
};

export function makeSessions(options: SessionsOptions): Sessions {
  const { storage, now, randomBytes } = options;

  function tellEnded(sessionIds: readonly string[]): void {
    if (sessionIds.length > 0) options.onEnded(sessionIds);
  }

  return {
    async start({ userId, passwordHash, deviceName, replaces }) {
      const token = makeToken(randomBytes);
      const sessionId = sessionIdOf(token);
      if (sessionId === undefined) throw new Error('a token of ours is none');
      const createdAt = now();
      const started = await storage.insert(
        { id: sessionId, userId, deviceName, createdAt, expiresAt: createdAt + absoluteMs },
        {
          passwordHash,
          maxSessions: limits.devicesPerAccount,
          usedSince: createdAt - idleMs,
          replaces: replaces === undefined ? undefined : sessionIdOf(replaces),
        },
      );
      if (!started.ok) return started;
      // The same person's other tabs go on under the new cookie: they are not told of an end.
      if (started.value?.isOtherAccount === true) tellEnded([started.value.id]);
      return succeed({ token, identity: { userId, sessionId } });
    },
    async authenticate(token) {
      const sessionId = token === undefined ? undefined : sessionIdOf(token);
      if (sessionId === undefined) return fail('signed-out');
      const stored = await storage.read(sessionId);
      if (stored === 'ended') return fail('session-ended');
      if (stored === 'deleted') return fail('account-deleted');
      const at = now();
      if (stored === undefined || at >= stored.expiresAt || at - stored.usedAt >= idleMs) {
        return fail('signed-out');
      }
      if (at - stored.usedAt >= touchEveryMs) await storage.touch(sessionId, at);
      return succeed({ userId: stored.userId, sessionId });
    },
    noteUse: (sessionId) => storage.touch(sessionId, now()),
    async end(sessionIds, reason) {
      tellEnded(await storage.end(sessionIds, reason, now()));
    },
    async replacePassword(change) {
      const ended = await storage.replacePassword({ ...change, endedAt: now() });
      if (!ended.ok) return ended;
      tellEnded(ended.value);
      return succeed();
    },
    async endAccount(end) {
      const key = makeToken(randomBytes);
      const ended = await storage.endAccount({ ...end, key, endedAt: now() });
      if (!ended.ok) return ended;
      tellEnded(ended.value);
      return succeed();
    },
    async endAll(userId, reason, except) {
      const ended = await storage.endAll(userId, except, reason, now());
      tellEnded(ended);
      return ended.length;
    },
    prune: () => storage.prune(now(), now() - idleMs, now() - absoluteMs),
  };
}
