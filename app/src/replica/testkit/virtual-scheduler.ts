/**
 * Time that moves only when a test moves it. Invariant: events of one moment run in the order in
 * which they were asked for, and all promises settle between two of them.
 */
import type { Scheduler } from '@jibber/schema/scheduler';

type Event = { readonly at: number; readonly order: number; readonly run: () => void };

export class VirtualScheduler implements Scheduler {
  #now: number;
  #order = 0;
  /** What a jump of the machine's clock adds to `now()`. */
  #jumpedMs = 0;
  readonly #events = new Set<Event>();

  constructor(startMs = 1_800_000_000_000) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now + this.#jumpedMs;
  }

  after(ms: number, callback: () => void): () => void {
    this.#order += 1;
    const event = { at: this.#now + Math.max(0, ms), order: this.#order, run: callback };
    this.#events.add(event);
    return () => this.#events.delete(event);
  }

  soon(callback: () => void): () => void {
    return this.after(0, callback);
  }

  /** Sets the clock forward or back without waking anything, as sleep and corrections do. */
  jump(ms: number): void {
    this.#jumpedMs += ms;
  }

  /** Runs everything due within the next `ms`. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settle();
    for (let next = this.#next(until); next !== undefined; next = this.#next(until)) {
      this.#events.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
      await settle();
    }
    this.#now = until;
  }

  #next(until: number): Event | undefined {
    let first: Event | undefined;
    for (const event of this.#events) {
      if (event.at > until) continue;
      if (
        first === undefined ||
        event.at < first.at ||
        (event.at === first.at && event.order < first.order)
      ) {
        first = event;
      }
    }
    return first;
  }
}

/** Lets every promise that can settle do so: they all run before the next turn of the event loop. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
