/**
 * What goes to the devices of a node. Everything a socket is due in one turn of the event loop leaves
 * as one message; sockets that are due the same frames share its bytes. Invariant: frames of one
 * mailbox leave in the order in which they were put in, or the socket is ended.
 */
import { limits } from '@jibber/schema/limits';
import { joinFrames } from '@jibber/schema/protocol/codec';
import type { Scheduler } from '@jibber/schema/scheduler';
import type { Outlet } from './sync.ts';

/** The unsent frames of one socket. */
export class Mailbox {
  readonly outlet: Outlet;
  readonly onLost: () => void;
  frames: Uint8Array[] = [];
  bytes = 0;
  /** Called once when what is in here has been handed to the socket. */
  afterFlush: (() => void) | undefined;

  /** @param onLost called when the outlet takes nothing more; it is closed then */
  constructor(outlet: Outlet, onLost: () => void) {
    this.outlet = outlet;
    this.onLost = onLost;
  }
}

type Packed = { readonly frames: readonly Uint8Array[]; readonly messages: readonly Uint8Array[] };

export class Outbound {
  readonly #scheduler: Scheduler;
  #due: Mailbox[] = [];
  #isScheduled = false;
  #isHeld = false;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** Puts a frame into a mailbox; it leaves when this turn is over. */
  push(mailbox: Mailbox, frame: Uint8Array): void {
    if (mailbox.frames.length === 0) this.#due.push(mailbox);
    mailbox.frames.push(frame);
    mailbox.bytes += frame.length;
    if (this.#isScheduled || this.#isHeld) {
      if (this.#isHeld && mailbox.bytes > limits.backpressureBytes) {
        mailbox.outlet.end('slow-reader');
        mailbox.onLost();
      }
      return;
    }
    this.#isScheduled = true;
    this.#scheduler.soon(() => this.flush());
  }

  /** Delivers nothing until `release`: who may receive is not known. */
  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    if (this.#due.length > 0) this.flush();
  }

  /** Sends everything that waits. */
  flush(): void {
    this.#isScheduled = false;
    if (this.#isHeld) return;
    const due = this.#due;
    this.#due = [];
    const packs = new Map<Uint8Array, Packed[]>();
    for (const mailbox of due) {
      const frames = mailbox.frames;
      mailbox.frames = [];
      mailbox.bytes = 0;
      const [first] = frames;
      if (first === undefined) continue;
      const messages = frames.length === 1 ? frames : packOnce(packs, first, frames).messages;
      for (const message of messages) {
        if (mailbox.outlet.send(message)) continue;
        mailbox.onLost();
        break;
      }
      const { afterFlush } = mailbox;
      mailbox.afterFlush = undefined;
      afterFlush?.();
    }
  }
}

function packOnce(
  packs: Map<Uint8Array, Packed[]>,
  first: Uint8Array,
  frames: readonly Uint8Array[],
): Packed {
  const candidates = packs.get(first);
  const same = candidates?.find((packed) => isSameList(packed.frames, frames));
  if (same !== undefined) return same;
  const packed = { frames, messages: pack(frames) };
  if (candidates === undefined) packs.set(first, [packed]);
  else candidates.push(packed);
  return packed;
}

function isSameList(one: readonly Uint8Array[], other: readonly Uint8Array[]): boolean {
  return one.length === other.length && one.every((frame, index) => frame === other[index]);
}

/** Frames as messages of at most `limits.frameBytes`; a frame is never cut. */
function pack(frames: readonly Uint8Array[]): Uint8Array[] {
  const messages: Uint8Array[] = [];
  let taken: Uint8Array[] = [];
  let bytes = 0;
  for (const frame of frames) {
    if (taken.length > 0 && bytes + frame.length > limits.frameBytes) {
      messages.push(joinFrames(taken));
      taken = [];
      bytes = 0;
    }
    taken.push(frame);
    bytes += frame.length;
  }
  if (taken.length > 0) messages.push(joinFrames(taken));
  return messages;
}
