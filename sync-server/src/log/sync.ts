/**
 * The face of the node's core towards whatever accepts connections: `main.ts` binds a transport and
 * the HTTP API to it. Who somebody is was decided before (sessions); everything else is decided here.
 */
import type { ErrorCode } from '@jibber/schema/errors';
import type { UserId } from '@jibber/schema/ids';
import type { Answer } from '@jibber/schema/protocol/answers';
import type { SentEntry } from '@jibber/schema/protocol/send';

/** A signed-in device. `sessionId` is read again in every accepting transaction. */
export type Identity = { readonly userId: UserId; readonly sessionId: string };

/**
 * Who an entry is of: a device, or nobody's any more, because the account was deleted and its job goes
 * through its chats. Only `ChatLog.submitForDeleted` makes the second, and nothing from the wire gets
 * there.
 */
export type Author = Identity & { readonly isDeleted?: true };

/** What the core needs of a socket. */
export interface Outlet {
  /** False where the socket is closed, or was closed now because its reader is too slow. */
  send(message: Uint8Array): boolean;
  bufferedBytes(): number;
  end(code: ErrorCode): void;
}

export interface Connection {
  /** One message from the device; a claim. Never throws, never waits. */
  receive(message: Uint8Array): void;
  /** The socket can take more: catch-up goes on. */
  drained(): void;
  closed(): void;
}

export interface Sync {
  connect(identity: Identity, outlet: Outlet): Connection;
  /** `POST /api/intents`: the same pipeline without a socket. */
  submit(identity: Identity, entries: readonly SentEntry[]): Promise<Answer[]>;
  /** Takes one read of the account's budget: 0, or how many ms to wait for it. */
  takeRead(userId: UserId): number;
  /** Accounts of these people were changed by a command: their devices are told. */
  accountsChanged(userIds: readonly UserId[]): void;
  /** Ends every connection of these sessions (sign-out, changed password) on all nodes, now. */
  endSessions(sessionIds: readonly string[]): void;
  /** Tells devices to move, finishes commits, then resolves. */
  stop(): Promise<void>;
}
