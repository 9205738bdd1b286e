/**
 * Finds sockets whose peer no longer answers. Idle time-outs of a library do not: any byte resets
 * them, so a frame that trickles in keeps a connection for ever. Invariant: a socket lives on only
 * by a pong or a whole message every `pingMs + pongMs`; neither can be sent in the middle of a frame.
 */
export type HeartbeatOptions = {
  readonly pingMs: number;
  readonly pongMs: number;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
};

export interface Beating {
  ping(): void;
  /** The peer is taken for gone. */
  expire(): void;
}

type Beat = { dueAtMs: number; asked: boolean };

export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #beats = new Map<Beating, Beat>();

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  add(socket: Beating): void {
    this.#beats.set(socket, { dueAtMs: this.#options.now() + this.#options.pingMs, asked: false });
  }

  delete(socket: Beating): void {
    this.#beats.delete(socket);
  }

  /** A pong or a whole message has come. */
  heard(socket: Beating): void {
    const beat = this.#beats.get(socket);
    if (beat === undefined) return;
    beat.asked = false;
    beat.dueAtMs = this.#options.now() + this.#options.pingMs;
  }

  /** Pings and expires what is due; the shell calls it every {@link heartbeatTickMs}. */
  tick(): void {
    const nowMs = this.#options.now();
    for (const [socket, beat] of this.#beats) {
      if (nowMs < beat.dueAtMs) continue;
      if (beat.asked) {
        this.#beats.delete(socket);
        socket.expire();
        continue;
      }
      beat.asked = true;
      beat.dueAtMs = nowMs + this.#options.pongMs;
      socket.ping();
    }
  }
}

/** Often enough that a deadline is late by a tenth of itself at most. */
export function heartbeatTickMs(options: { pingMs: number; pongMs: number }): number {
  return Math.max(10, Math.floor(Math.min(options.pingMs, options.pongMs) / 10));
}
