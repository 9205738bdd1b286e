/**
 * Whose turn it is on the only connection of the embedded store.
 * Invariant: first come, first served, and nobody waits for ever: a wait ends by a turn, by the time
 * limit or by the end of the queue.
 */
import { DatabaseGone, NoConnection } from './database-errors.ts';

type Waiting = {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
};

export class ConnectionQueue {
  readonly #waiting = new Set<Waiting>();
  readonly #timeoutMs: number;
  #isTaken = false;
  #end: Error | undefined;
  #onFree: (() => void) | undefined;

  /** @param timeoutMs the longest wait for a turn */
  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** Resolves when it is the caller's turn, who then must call `release` once. */
  acquire(): Promise<void> {
    if (this.#end !== undefined) return Promise.reject(this.#end);
    if (!this.#isTaken) {
      this.#isTaken = true;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(waiting);
        reject(
          new NoConnection(
            `The embedded database was busy for ${this.#timeoutMs} ms. Inside a transaction only the transaction's own handle may be used.`,
          ),
        );
      }, this.#timeoutMs);
      const waiting: Waiting = { resolve, reject, timer };
      this.#waiting.add(waiting);
    });
  }

  release(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#isTaken = false;
      this.#onFree?.();
      return;
    }
    this.#waiting.delete(next);
    clearTimeout(next.timer);
    next.resolve();
  }

  /** Refuses all who wait and all who come. The one whose turn it is goes on. */
  end(error: Error = new DatabaseGone('The database is closed.')): void {
    this.#end ??= error;
    for (const waiting of this.#waiting) {
      clearTimeout(waiting.timer);
      waiting.reject(this.#end);
    }
    this.#waiting.clear();
  }

  /** Resolves true when nobody has the connection, or false after the time limit. */
  whenFree(timeoutMs: number): Promise<boolean> {
    if (!this.#isTaken) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), timeoutMs);
      this.#onFree = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }
}
