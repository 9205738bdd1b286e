/**
 * Entries that were answered for good without leaving a trace in the database: an opening of a chat
 * that existed, a refusal of somebody who was never a member. What was sent after them can then be
 * judged. Invariant: forgetting is harmless, the device is told "again" and begins at the oldest.
 */
import type { EntryId, UserId } from '@jibber/schema/ids';
import type { RecentAnswers } from './batch.ts';

export class AnsweredEntries implements RecentAnswers {
  readonly #most: number;
  readonly #entries = new Set<string>();

  constructor(most: number) {
    this.#most = most;
  }

  has(user: UserId, entry: EntryId): boolean {
    return this.#entries.has(`${user} ${entry}`);
  }

  add(user: UserId, entry: EntryId): void {
    this.#entries.add(`${user} ${entry}`);
    if (this.#entries.size <= this.#most) return;
    const [oldest] = this.#entries;
    if (oldest !== undefined) this.#entries.delete(oldest);
  }
}
