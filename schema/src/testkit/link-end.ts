/** One end of a virtual link. Invariant: it is told once that it is over, and hears nothing after. */

export type LinkListener = {
  /** A copy of what was sent. */
  received(message: Uint8Array): void;
  /** Everything that was buffered has left. */
  drained(): void;
  /** Exactly once; 1006 where the line broke. */
  closed(code: number): void;
};

export type OpenEnd = LinkListener & { over(code: number): void; isOver(): boolean };

export function createEnd(listener: LinkListener): OpenEnd {
  let isOver = false;
  function over(code: number): void {
    if (isOver) return;
    isOver = true;
    listener.closed(code);
  }
  return {
    isOver: () => isOver,
    over,
    closed: over,
    received(message) {
      if (!isOver) listener.received(message);
    },
    drained() {
      if (!isOver) listener.drained();
    },
  };
}
