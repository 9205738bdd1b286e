/**
 * A socket between a device and a node on virtual time. Invariant: as with TCP, bytes of one
 * direction arrive in the order in which they were sent, once, or not at all; a message arrives only
 * with its last byte; each end is told exactly once that it is over.
 */
import type { Scheduler } from '../scheduler.ts';
import { createEnd, type LinkListener, type OpenEnd } from './link-end.ts';
import { Pipe } from './pipe.ts';
import type { Random } from './random.ts';

export interface LinkEnd {
  /** False where this end knows that the socket is over. */
  send(message: Uint8Array): boolean;
  /** Bytes sent that have not left this end. */
  bufferedBytes(): number;
  /** Ends it in good order: what was sent before arrives first. This end is told, too. */
  close(code: number): void;
}

export type LinkOptions = {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly device: LinkListener;
  readonly node: LinkListener;
  /** Least and most ms that a message is on its way. */
  readonly delayMs?: readonly [least: number, most: number];
  /** What leaves an end per ms. */
  readonly bytesPerMs?: number;
  /** The most ms until an end notices that the line is broken; each end by itself. */
  readonly noticeMs?: number;
};

export type Direction = 'up' | 'down';

export interface VirtualLink {
  readonly device: LinkEnd;
  readonly node: LinkEnd;
  isOver(): boolean;
  /** Breaks the line now: what is on its way is lost. */
  cut(): void;
  /** Breaks the line once this many more bytes of a direction arrived, be it within a message. */
  cutAfter(direction: Direction, bytes: number): void;
  /** Nothing arrives any more and nobody is told, until `resume`: SIGSTOP, a dropped NAT entry. */
  stop(direction?: Direction): void;
  resume(): void;
  /** The next message of a direction arrives twice in a row, as after a resend by a proxy. */
  repeatNext(direction: Direction): void;
}

export function createVirtualLink(options: LinkOptions): VirtualLink {
  const { scheduler, random, delayMs = [1, 30], bytesPerMs = 1000, noticeMs = 2000 } = options;
  let isBroken = false;
  const deviceEnd = createEnd(options.device);
  const nodeEnd = createEnd(options.node);
  const shared = { scheduler, random, delayMs, bytesPerMs, onCut: cut };
  const up = new Pipe({ ...shared, from: deviceEnd, to: nodeEnd });
  const down = new Pipe({ ...shared, from: nodeEnd, to: deviceEnd });

  function cut(): void {
    if (isBroken) return;
    isBroken = true;
    up.break();
    down.break();
    for (const end of [deviceEnd, nodeEnd]) {
      scheduler.after(random.between(0, noticeMs), () => end.over(1006));
    }
  }

  function endOf(pipe: Pipe, own: OpenEnd): LinkEnd {
    return {
      send(message) {
        if (own.isOver()) return false;
        pipe.send(Uint8Array.from(message));
        return true;
      },
      bufferedBytes: () => pipe.bufferedBytes(),
      close(code) {
        if (own.isOver()) return;
        pipe.close(code);
        scheduler.soon(() => own.over(code));
      },
    };
  }

  return {
    device: endOf(up, deviceEnd),
    node: endOf(down, nodeEnd),
    isOver: () => isBroken || deviceEnd.isOver() || nodeEnd.isOver(),
    cut,
    cutAfter: (direction, bytes) => (direction === 'up' ? up : down).cutAfter(bytes),
    stop(direction) {
      if (direction !== 'down') up.stop();
      if (direction !== 'up') down.stop();
    },
    resume() {
      up.resume();
      down.resume();
    },
    repeatNext: (direction) => (direction === 'up' ? up : down).repeatNext(),
  };
}
