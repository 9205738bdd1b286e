/**
 * A response of uWebSockets.js as a sink. Invariant: the native response is touched only until it is
 * finished or aborted; afterwards the library throws on any use.
 */
import { STATUS_CODES } from 'node:http';
import type { ResponseSink } from './exchange.ts';
import { responseHeaders } from './response-body.ts';
import type { NativeResponse } from './uwebsockets-module.ts';

export type UwsResponseOptions = {
  readonly stallMs: number;
  /** Called once, when the response is finished, or else gone. */
  onEnded(finished: boolean): void;
};

export class UwsResponse implements ResponseSink {
  readonly #res: NativeResponse;
  readonly #options: UwsResponseOptions;
  #live = true;
  #last = false;
  #lengthBytes: number | undefined;
  #writable: ((offset: number | undefined) => void) | undefined;

  /** Make it in the native callback itself: the library demands its abort handler there. */
  constructor(res: NativeResponse, options: UwsResponseOptions) {
    this.#res = res;
    this.#options = options;
    res.onAborted(() => {
      this.#end(false);
      this.#writable?.(undefined);
    });
    // Registered once: a handler that is set from inside its own call is lost.
    res.onWritable((offset) => {
      const resolve = this.#writable;
      this.#writable = undefined;
      resolve?.(offset);
      return true;
    });
  }

  get live(): boolean {
    return this.#live;
  }

  pause(): void {
    this.#res.pause();
  }

  resume(): void {
    this.#res.resume();
  }

  answer(response: Response, last: boolean, bytes?: Uint8Array, lengthBytes?: number): void {
    this.#res.cork(() => {
      this.#writeHead(response);
      if (bytes !== undefined) {
        this.#res.end(bytes, last);
        return;
      }
      // A length handed to `endWithoutBody` leaves the response open, waiting for those bytes;
      // undefined handed over is written as 2^63.
      if (lengthBytes !== undefined) this.#res.writeHeader('content-length', String(lengthBytes));
      this.#res.endWithoutBody();
    });
    this.#end(true);
  }

  begin(response: Response, last: boolean, lengthBytes: number | undefined): void {
    this.#last = last;
    this.#lengthBytes = lengthBytes;
    this.#res.cork(() => this.#writeHead(response));
  }

  async write(chunk: Uint8Array): Promise<boolean> {
    if (!this.#live) return false;
    if (this.#lengthBytes !== undefined) return this.#writeSized(chunk, this.#lengthBytes);
    let taken = false;
    this.#res.cork(() => {
      taken = this.#res.write(chunk);
    });
    return taken || (await this.#untilWritable()) !== undefined;
  }

  async #writeSized(chunk: Uint8Array, lengthBytes: number): Promise<boolean> {
    let rest = chunk;
    while (rest.byteLength > 0) {
      const before = this.#res.getWriteOffset();
      let taken = false;
      let finished = false;
      this.#res.cork(() => {
        [taken, finished] = this.#res.tryEnd(rest, lengthBytes);
      });
      if (finished) this.#end(true);
      if (taken || finished) return true;
      const offset = await this.#untilWritable();
      if (offset === undefined) return false;
      rest = rest.subarray(offset - before);
    }
    return true;
  }

  finish(): void {
    this.#res.cork(() => {
      this.#res.end(undefined, this.#last);
    });
    this.#end(true);
  }

  cut(): void {
    this.#res.close();
  }

  /** The offset from which to go on; undefined if the reader went away or took nothing in time. */
  #untilWritable(): Promise<number | undefined> {
    return new Promise((resolve) => {
      const stall = setTimeout(() => this.#live && this.cut(), this.#options.stallMs);
      this.#writable = (offset) => {
        clearTimeout(stall);
        resolve(offset);
      };
    });
  }

  #writeHead(response: Response): void {
    const reason = response.statusText || STATUS_CODES[response.status] || 'Unknown';
    this.#res.writeStatus(`${response.status} ${reason}`);
    for (const [name, value] of responseHeaders(response)) this.#res.writeHeader(name, value);
  }

  #end(finished: boolean): void {
    if (!this.#live) return;
    this.#live = false;
    this.#options.onEnded(finished);
  }
}
