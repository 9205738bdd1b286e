/**
 * A socket of uWebSockets.js behind the port. Invariant: the native handle is touched only between
 * its open and its close; afterwards the library throws on any use.
 */
import type { Beating } from './heartbeat.ts';
import { closeCodes, type Socket } from './transport.ts';
import type { NativeSocket } from './uwebsockets-module.ts';

export type UwsData<Context> = { socket: UwsSocket<Context> };

/** Sockets with messages that wait for the end of the turn. */
export class SendTurn {
  readonly #safely: (call: () => void) => void;
  #waiting: { flush(): void }[] = [];

  /** `safely` runs a call and lets nothing escape: here that would end the process. */
  constructor(safely: (call: () => void) => void) {
    this.#safely = safely;
  }

  add(socket: { flush(): void }): void {
    // A microtask ends this turn. An immediate would gather more, but a session that itself gathers
    // until an immediate would then be sent one round of the event loop later.
    if (this.#waiting.push(socket) === 1) queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const socket of waiting) this.#safely(() => socket.flush());
  }
}

export type UwsSocketOptions = {
  readonly turn: SendTurn;
  readonly backpressureBytes: number;
  /** How long an ended socket may take to hand over what was sent before. */
  readonly closeMs: number;
  /** Called once, at the end of the turn in which the socket was ended or lost. */
  onClosed(code: number): void;
};

export class UwsSocket<Context> implements Socket<Context>, Beating {
  readonly context: Context;
  readonly #options: UwsSocketOptions;
  #native: NativeSocket<UwsData<Context>> | undefined;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  /** Whether the native side holds unsent bytes; saves asking it for each message. */
  #stalled = false;
  #closed = false;
  #goodbye: { code: number; reason: string; cut: NodeJS.Timeout } | undefined;

  constructor(context: Context, options: UwsSocketOptions) {
    this.context = context;
    this.#options = options;
  }

  get closed(): boolean {
    return this.#closed;
  }

  opened(native: NativeSocket<UwsData<Context>>): void {
    this.#native = native;
  }

  send(bytes: Uint8Array): boolean {
    if (this.#closed) return false;
    const standing = this.#pendingBytes + (this.#stalled ? this.#nativeBytes() : 0);
    if (standing + bytes.byteLength > this.#options.backpressureBytes) {
      // What waits only for the end of the turn may well fit; what the reader leaves standing not.
      if (this.bufferedBytes() + bytes.byteLength > this.#options.backpressureBytes) {
        this.end(closeCodes.slowReader, 'slow reader');
        return false;
      }
    }
    this.#pendingBytes += bytes.byteLength;
    if (this.#pending.push(bytes) === 1) this.#options.turn.add(this);
    return true;
  }

  flush(): void {
    const pending = this.#pending;
    const native = this.#native;
    if (pending.length === 0 || native === undefined) return;
    this.#pending = [];
    this.#pendingBytes = 0;
    if (pending.length === 1 && pending[0] !== undefined) {
      // 1: all has gone to the kernel.
      if (native.send(pending[0], true) !== 1) this.#stalled = true;
      return;
    }
    native.cork(() => {
      for (const bytes of pending) native.send(bytes, true);
    });
    this.#nativeBytes();
  }

  bufferedBytes(): number {
    this.flush();
    return this.#nativeBytes();
  }

  #nativeBytes(): number {
    const bytes = this.#native?.getBufferedAmount() ?? 0;
    this.#stalled = bytes > 0;
    return bytes;
  }

  end(code: number, reason: string): void {
    if (this.#closed) return;
    this.#close(code);
    const native = this.#native;
    if (native === undefined) return;
    this.flush();
    // With unsent bytes the native `end` sends FIN at once and loses them and the close frame.
    if (this.#nativeBytes() === 0) {
      native.end(code, reason);
      return;
    }
    const cut = setTimeout(() => this.#native?.close(), this.#options.closeMs);
    this.#goodbye = { code, reason, cut };
  }

  /** The native side has handed bytes over; true when none is left and the handler wants to know. */
  drained(): boolean {
    if (this.#nativeBytes() > 0) return false;
    if (this.#goodbye !== undefined) this.#native?.end(this.#goodbye.code, this.#goodbye.reason);
    return !this.#closed;
  }

  /** The native socket is gone. */
  lost(code: number): void {
    this.#native = undefined;
    this.#pending = [];
    clearTimeout(this.#goodbye?.cut);
    if (!this.#closed) this.#close(code);
  }

  ping(): void {
    this.#native?.ping();
  }

  expire(): void {
    this.end(closeCodes.silent, 'no answer');
  }

  /** Whether the native socket still hands over what was sent before its end. */
  get lingering(): boolean {
    return this.#closed && this.#native !== undefined;
  }

  cut(): void {
    this.#native?.close();
  }

  #close(code: number): void {
    this.#closed = true;
    // In a microtask, so that no caller of `send` or `end` is called back in the middle of it.
    queueMicrotask(() => this.#options.onClosed(code));
  }
}
