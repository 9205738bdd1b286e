/**
 * What waits in virtual time, soonest first. Invariant: events of one actor for the same moment come
 * out in the order in which they went in; an event that is not wanted any more never comes out.
 */
import type { Random } from './random.ts';

export type TimedEvent = {
  readonly atMs: number;
  /** Rises with each event. */
  readonly order: number;
  readonly actor: string;
  readonly isWanted: () => boolean;
  readonly callback: () => void;
};

export class EventHeap {
  readonly #heap: TimedEvent[] = [];
  /** Taken out of the heap because they are due at the same moment, in their order. */
  #due: TimedEvent[] = [];

  add(event: TimedEvent): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(event);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(heap, at, parent)) break;
      swap(heap, at, parent);
      at = parent;
    }
  }

  /**
   * The next event at or before `untilMs`; undefined where there is none.
   * @param ties picks the actor among several that are due at once; without it the first one asked
   */
  take(untilMs: number, ties: Random | undefined): TimedEvent | undefined {
    this.#dropUnwanted();
    const soonest = this.#due[0] ?? this.#heap[0];
    if (soonest === undefined || soonest.atMs > untilMs) return undefined;
    this.#gather(soonest.atMs);
    const [first] = this.#due;
    if (first === undefined) throw new Error('nothing is due');
    const chosen = ties === undefined ? first : this.#chooseActor(ties);
    this.#due = this.#due.filter((event) => event !== chosen);
    return chosen;
  }

  size(): number {
    this.#due = this.#due.filter((event) => event.isWanted());
    return this.#due.length + this.#heap.filter((event) => event.isWanted()).length;
  }

  /** Actors and times of what waits, for a message. */
  describe(): string {
    const wanted = [...this.#due, ...this.#heap].filter((event) => event.isWanted());
    return wanted.map(({ actor, atMs }) => `${actor} at ${atMs}`).join(', ') || 'nothing';
  }

  #dropUnwanted(): void {
    this.#due = this.#due.filter((event) => event.isWanted());
    while (this.#heap[0]?.isWanted() === false) this.#removeTop();
  }

  /** Moves what is due at this moment, the soonest there is, out of the heap. */
  #gather(atMs: number): void {
    for (let top = this.#heap[0]; top?.atMs === atMs; top = this.#heap[0]) {
      this.#removeTop();
      if (top.isWanted()) this.#due.push(top);
    }
  }

  #chooseActor(ties: Random): TimedEvent {
    const firsts = new Map<string, TimedEvent>();
    for (const event of this.#due) {
      if (!firsts.has(event.actor)) firsts.set(event.actor, event);
    }
    return ties.pick([...firsts.values()]);
  }

  #removeTop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      let least = at;
      if (left < heap.length && isBefore(heap, left, least)) least = left;
      if (left + 1 < heap.length && isBefore(heap, left + 1, least)) least = left + 1;
      if (least === at) return;
      swap(heap, at, least);
      at = least;
    }
  }
}

function isBefore(heap: readonly TimedEvent[], one: number, other: number): boolean {
  const a = heap[one];
  const b = heap[other];
  if (a === undefined || b === undefined) throw new Error('beyond the heap');
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

function swap(heap: TimedEvent[], one: number, other: number): void {
  const a = heap[one];
  const b = heap[other];
  if (a === undefined || b === undefined) throw new Error('beyond the heap');
  heap[one] = b;
  heap[other] = a;
}
