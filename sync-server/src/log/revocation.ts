/**
 * Ends the connections of sessions that ended. Told at once where this or another node ended them,
 * polled in any case, and leased: a node that cannot confirm its view delivers nothing more until it
 * can. Invariant: no frame leaves for a session later than `limits.leaseMs` after its end.
 */
import type { ErrorCode } from '@jibber/schema/errors';
import { limits } from '@jibber/schema/limits';
import type { Cancel, Scheduler } from '@jibber/schema/scheduler';
import type { Storage } from '../storage/storage.ts';
import type { SyncLog } from './log-port.ts';
import type { Outbound } from './outbound.ts';
import type { Identity } from './sync.ts';

/** What can be ended. */
export interface Endable {
  readonly identity: Identity;
  end(code: ErrorCode): void;
}

export type RevocationOptions = {
  readonly storage: Storage;
  readonly scheduler: Scheduler;
  readonly outbound: Outbound;
  readonly log: SyncLog;
};

export class Revocation {
  readonly #options: RevocationOptions;
  readonly #bySession = new Map<string, Set<Endable>>();
  #cancelPoll: Cancel | undefined;
  #cancelLease: Cancel | undefined;
  #isStopped = false;

  constructor(options: RevocationOptions) {
    this.#options = options;
  }

  start(): void {
    this.#grantLease();
    this.#pollLater();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelPoll?.();
    this.#cancelLease?.();
  }

  add(connection: Endable): void {
    const { sessionId } = connection.identity;
    const connections = this.#bySession.get(sessionId) ?? new Set();
    this.#bySession.set(sessionId, connections);
    connections.add(connection);
  }

  delete(connection: Endable): void {
    const { sessionId } = connection.identity;
    const connections = this.#bySession.get(sessionId);
    connections?.delete(connection);
    if (connections?.size === 0) this.#bySession.delete(sessionId);
  }

  /** Ends every connection of these sessions, now: they were signed out. */
  end(sessionIds: readonly string[]): void {
    for (const sessionId of sessionIds) this.#endOne(sessionId, 'session-ended');
  }

  /**
   * Reads whether these sessions are live and ends the connections of those that are not. False
   * where that cannot be read.
   */
  async confirm(sessionIds: readonly string[]): Promise<boolean> {
    const { storage, scheduler, log } = this.#options;
    const known = sessionIds.filter((id) => this.#bySession.has(id));
    if (known.length === 0) return true;
    try {
      const states = await storage.sessionStates(known, scheduler.now());
      for (const sessionId of known) {
        const state = states.get(sessionId);
        if (state === 'live') continue;
        // What has only expired keeps what is on the device; what somebody ended does not.
        this.#endOne(sessionId, state === 'ended' ? 'session-ended' : 'signed-out');
      }
      return true;
    } catch (error) {
      log.warn({ error }, 'sessions could not be confirmed');
      return false;
    }
  }

  #endOne(sessionId: string, code: ErrorCode): void {
    for (const connection of [...(this.#bySession.get(sessionId) ?? [])]) connection.end(code);
  }

  #pollLater(): void {
    if (this.#isStopped) return;
    this.#cancelPoll = this.#options.scheduler.after(limits.revocationPollMs, () => {
      void this.#poll();
    });
  }

  async #poll(): Promise<void> {
    const { scheduler, outbound } = this.#options;
    let isLost = false;
    // Counted from before the reading: what is confirmed is the state of then.
    const cancelLease = scheduler.after(limits.leaseMs, () => {
      isLost = true;
      if (this.#cancelLease === cancelLease) this.#loseLease();
    });
    const isConfirmed = await this.confirm([...this.#bySession.keys()]);
    if (!isConfirmed || this.#isStopped) {
      cancelLease();
    } else {
      this.#cancelLease?.();
      this.#cancelLease = cancelLease;
      if (!isLost) outbound.release();
    }
    this.#pollLater();
  }

  #grantLease(): void {
    this.#cancelLease = this.#options.scheduler.after(limits.leaseMs, () => this.#loseLease());
  }

  #loseLease(): void {
    this.#options.log.warn({ leaseMs: limits.leaseMs }, 'sessions unconfirmed: delivery held');
    this.#options.outbound.hold();
  }
}
