/**
 * What one device asks of chats that its node does not know it in: he may be in them nevertheless.
 * Invariant: each gets one word, its documents or that the chat is none of his; what waits for the
 * answer of the database waits for the same one.
 */
import type { Fetch } from '@jibber/schema/protocol/fetch';
import type { ReadBudget } from './read-budget.ts';

export type UnheardFetchesOptions = {
  readonly budget: Pick<ReadBudget, 'take'>;
  /** How many may wait. */
  readonly most: number;
  /** Questions to the database that `readChats` counts as. */
  readonly cost: number;
  /** Introduces the person to all chats that he is in. */
  readChats(): Promise<void>;
  /** His chats have been read since this was asked. */
  answer(fetch: Fetch): void;
  failed(error: unknown): void;
};

export class UnheardFetches {
  readonly #options: UnheardFetchesOptions;
  readonly #waiting: Fetch[] = [];

  constructor(options: UnheardFetchesOptions) {
    this.#options = options;
  }

  /** False where more wait than may. */
  add(fetch: Fetch): boolean {
    const { budget, most, cost } = this.#options;
    this.#waiting.push(fetch);
    if (this.#waiting.length > most) return false;
    if (this.#waiting.length === 1) budget.take(cost, () => void this.#read());
    return true;
  }

  async #read(): Promise<void> {
    try {
      await this.#options.readChats();
    } catch (error) {
      this.#options.failed(error);
    }
    for (const fetch of this.#waiting.splice(0)) this.#options.answer(fetch);
  }
}
