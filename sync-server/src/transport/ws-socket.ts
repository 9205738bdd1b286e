/**
 * A socket of the `ws` library behind the port. Invariant: `closed` is true from the first end or
 * loss on, and nothing of the peer is handed on after that.
 */
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { Beating } from './heartbeat.ts';
import { closeCodes, type Socket } from './transport.ts';

export type WsSocketOptions = {
  readonly backpressureBytes: number;
  /** How long an ended socket may take to hand over what was sent before, and to answer the close. */
  readonly closeMs: number;
  /** Called once, at the end of the turn in which the socket was ended or lost. */
  onClosed(code: number): void;
  /** All that stood unsent has gone out. */
  onDrained(): void;
};

export class WsSocket<Context> implements Socket<Context>, Beating {
  readonly context: Context;
  readonly #options: WsSocketOptions;
  readonly #ws: WebSocket;
  readonly #stream: Duplex;
  #closed = false;
  #corked = false;
  /** Whether bytes stood unsent when somebody looked; then their going is told. */
  #stalled = false;
  #cutting: NodeJS.Timeout | undefined;

  constructor(context: Context, ws: WebSocket, stream: Duplex, options: WsSocketOptions) {
    this.context = context;
    this.#ws = ws;
    this.#stream = stream;
    this.#options = options;
  }

  get closed(): boolean {
    return this.#closed;
  }

  send(bytes: Uint8Array): boolean {
    if (this.#closed) return false;
    const limitBytes = this.#options.backpressureBytes;
    if (this.#ws.bufferedAmount + bytes.byteLength > limitBytes) {
      if (this.bufferedBytes() + bytes.byteLength > limitBytes) {
        this.end(closeCodes.slowReader, 'slow reader');
        return false;
      }
    }
    this.#cork();
    this.#ws.send(bytes, this.#sent);
    return true;
  }

  bufferedBytes(): number {
    this.#uncork();
    const bytes = this.#ws.bufferedAmount;
    this.#stalled = bytes > 0;
    return bytes;
  }

  end(code: number, reason: string): void {
    if (this.#closed) return;
    this.#close(code);
    this.#uncork();
    this.#cutting = setTimeout(() => this.cut(), this.#options.closeMs);
    this.#ws.close(code, reason);
  }

  /** The connection is gone. */
  lost(code: number): void {
    clearTimeout(this.#cutting);
    if (!this.#closed) this.#close(code);
  }

  cut(): void {
    this.#ws.terminate();
  }

  ping(): void {
    if (this.#ws.readyState === WebSocket.OPEN) this.#ws.ping();
  }

  expire(): void {
    this.end(closeCodes.silent, 'no answer');
  }

  #cork(): void {
    if (this.#corked) return;
    this.#corked = true;
    this.#stream.cork();
    queueMicrotask(() => {
      this.#uncork();
      this.#stalled ||= this.#ws.bufferedAmount > 0;
    });
  }

  #uncork(): void {
    if (!this.#corked) return;
    this.#corked = false;
    this.#stream.uncork();
  }

  /** One for all messages. Its error is that of the connection, which `lost` reports. */
  readonly #sent = (): void => {
    if (!this.#stalled || this.#closed || this.#ws.bufferedAmount > 0) return;
    this.#stalled = false;
    this.#options.onDrained();
  };

  #close(code: number): void {
    this.#closed = true;
    // In a microtask, so that no caller of `send` or `end` is called back in the middle of it.
    queueMicrotask(() => this.#options.onClosed(code));
  }
}
