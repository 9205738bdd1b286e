/**
 * One direction of a virtual link. Invariant: messages arrive in order; what a message needs to leave
 * and to travel is virtual time, so that buffers fill and drain as on a real line.
 */
import type { Cancel, Scheduler } from '../scheduler.ts';
import type { OpenEnd } from './link-end.ts';
import type { Random } from './random.ts';

export type PipeOptions = {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly delayMs: readonly [least: number, most: number];
  readonly bytesPerMs: number;
  readonly from: OpenEnd;
  readonly to: OpenEnd;
  readonly onCut: () => void;
};

type Item =
  | { readonly type: 'message'; readonly bytes: Uint8Array }
  | { readonly type: 'close'; readonly code: number };

/** A frame's header on the line, bytes. */
const headerBytes = 4;

export class Pipe {
  readonly #options: PipeOptions;
  /** What has not left the sender; the first is leaving. */
  #leaving: Item[] = [];
  #isLeaving = false;
  /** What is on its way; the first arrives next. */
  #travelling: Item[] = [];
  #arrivesAt = 0;
  #isStopped = false;
  #isBroken = false;
  #repeats = 0;
  #bytesToCut: number | undefined;
  readonly #arrivals = new Set<Cancel>();

  constructor(options: PipeOptions) {
    this.#options = options;
  }

  send(bytes: Uint8Array): void {
    this.#enter({ type: 'message', bytes });
  }

  close(code: number): void {
    this.#enter({ type: 'close', code });
  }

  bufferedBytes(): number {
    return this.#leaving.reduce((sum, item) => sum + sizeOf(item), 0);
  }

  cutAfter(bytes: number): void {
    this.#bytesToCut = bytes;
  }

  repeatNext(): void {
    this.#repeats += 1;
  }

  stop(): void {
    this.#isStopped = true;
  }

  resume(): void {
    if (!this.#isStopped) return;
    this.#isStopped = false;
    for (const item of this.#travelling.splice(0)) this.#travel(item);
    this.#leave();
  }

  break(): void {
    this.#isBroken = true;
    this.#leaving = [];
    this.#travelling = [];
    for (const cancel of this.#arrivals) cancel();
  }

  #enter(item: Item): void {
    if (this.#isBroken) return;
    this.#leaving.push(item);
    this.#leave();
  }

  /** Lets the first item out, then the next: as fast as the line takes bytes. */
  #leave(): void {
    const [item] = this.#leaving;
    if (item === undefined || this.#isLeaving || this.#isStopped) return;
    this.#isLeaving = true;
    const { scheduler, bytesPerMs, from } = this.#options;
    scheduler.after(sizeOf(item) / bytesPerMs, () => {
      this.#isLeaving = false;
      if (this.#isBroken || this.#isStopped) return;
      this.#leaving.shift();
      this.#travel(item);
      if (this.#leaving.length === 0) from.drained();
      else this.#leave();
    });
  }

  #travel(item: Item): void {
    const { scheduler, random, delayMs } = this.#options;
    const [least, most] = delayMs;
    this.#travelling.push(item);
    this.#arrivesAt = Math.max(this.#arrivesAt, scheduler.now() + random.between(least, most));
    const cancel = scheduler.after(this.#arrivesAt - scheduler.now(), () => {
      this.#arrivals.delete(cancel);
      if (!this.#isStopped && !this.#isBroken) this.#arrive();
    });
    this.#arrivals.add(cancel);
  }

  #arrive(): void {
    const item = this.#travelling.shift();
    if (item === undefined) return;
    const { to, onCut } = this.#options;
    if (this.#bytesToCut !== undefined) {
      this.#bytesToCut -= sizeOf(item);
      if (this.#bytesToCut < 0) {
        onCut();
        return;
      }
    }
    if (item.type === 'close') {
      to.over(item.code);
      return;
    }
    to.received(item.bytes);
    if (this.#repeats > 0) {
      this.#repeats -= 1;
      to.received(Uint8Array.from(item.bytes));
    }
  }
}

function sizeOf(item: Item): number {
  return headerBytes + (item.type === 'message' ? item.bytes.length : 0);
}
