/**
 * How an export reads: one thing after the other, at the pace that the account's budget allows, as long
 * as somebody takes what is read and may have it. Invariant: nothing is read once the download was given
 * up, or later than a moment after the session has ended.
 */
import type { DocumentName } from '@jibber/schema/document/values';
import type { ChatId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import type { Scheduler } from '@jibber/schema/scheduler';
import { buildDocument } from '../../documents/document-cache.ts';
import type { NodeDocument } from '../../documents/node-document.ts';
import type { Identity, Sync } from '../../log/sync.ts';
import type { Storage } from '../../storage/storage.ts';

export type PacedReadsOptions = {
  readonly identity: Identity;
  readonly storage: Pick<Storage, 'readDocument' | 'sessionStates'>;
  readonly sync: Pick<Sync, 'takeRead'>;
  readonly scheduler: Scheduler;
  /** The download was given up. */
  readonly signal: AbortSignal;
};

/** The session ended while the export was under way: what is left of it is not given. */
export class SessionOver extends Error {
  override readonly name = 'SessionOver';
}

export class PacedReads {
  readonly #options: PacedReadsOptions;
  #confirmedAt = Number.NEGATIVE_INFINITY;

  constructor(options: PacedReadsOptions) {
    this.#options = options;
  }

  /** Runs one question to the database in its turn. Throws where it may not be asked any more. */
  async read<Value>(question: () => Promise<Value>): Promise<Value> {
    await this.#waitForTurn();
    await this.#confirmSession();
    return question();
  }

  /** Undefined where there is no such document, or this person may not see it in that moment. */
  async readDocument(chatId: ChatId, name: DocumentName): Promise<NodeDocument | undefined> {
    const { storage, sync, identity } = this.#options;
    const { userId } = identity;
    const content = await this.read(() => storage.readDocument(chatId, name, 0, userId));
    if (content === undefined) return undefined;
    const updates = content.updates.reduce((sum, { update }) => sum + update.length, 0);
    const bytes = updates + (content.snapshot?.length ?? 0);
    for (let cost = bytes; cost > limits.readBytes; cost -= limits.readBytes) {
      sync.takeRead(userId);
    }
    return buildDocument(content);
  }

  async #waitForTurn(): Promise<void> {
    const { identity, sync, scheduler, signal } = this.#options;
    for (;;) {
      signal.throwIfAborted();
      const waitMs = sync.takeRead(identity.userId);
      if (waitMs === 0) return;
      await new Promise<void>((resolve) => {
        scheduler.after(waitMs, resolve);
      });
    }
  }

  async #confirmSession(): Promise<void> {
    const { identity, storage, scheduler } = this.#options;
    const now = scheduler.now();
    if (Math.abs(now - this.#confirmedAt) < limits.revocationPollMs) return;
    const states = await storage.sessionStates([identity.sessionId], now);
    if (states.get(identity.sessionId) !== 'live') throw new SessionOver('the session has ended');
    this.#confirmedAt = now;
  }
}
