/**
 * Entries that were answered for good lately. Some leave no trace in the database (an opening of a
 * chat that existed, a refusal of somebody who was never a member); of others it need not be asked.
 * Invariant: forgetting is harmless, the device is told "again" and begins at the oldest.
 */
import type { EntryId, HistoryId, UserId } from '@jibber/schema/ids';
import type { RecentAnswers } from './batch.ts';

export class AnsweredEntries implements RecentAnswers {
  readonly #least: number;
  /** Two sets by age: to take the oldest out of one, each time, means to walk over all gone before. */
  #newer = new Set<string>();
  #older = new Set<string>();
  #historyId: HistoryId | undefined;

  /** @param least how many are remembered, and never more than twice as many */
  constructor(least: number) {
    this.#least = least;
  }

  /** Those of one history: after a restore, what was answered before it may not be there. */
  in(historyId: HistoryId): RecentAnswers {
    if (this.#historyId !== historyId) {
      this.#newer.clear();
      this.#older.clear();
    }
    this.#historyId = historyId;
    return this;
  }

  has(user: UserId, entry: EntryId): boolean {
    const key = `${user} ${entry}`;
    return this.#newer.has(key) || this.#older.has(key);
  }

  add(user: UserId, entry: EntryId): void {
    this.#newer.add(`${user} ${entry}`);
    if (this.#newer.size < this.#least) return;
    this.#older = this.#newer;
    this.#newer = new Set();
  }
}
