/** A response of Node's own HTTP server as a sink. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ResponseSink } from './exchange.ts';
import { responseHeaders } from './response-body.ts';

export type WsResponseOptions = {
  readonly stallMs: number;
  /** Called once, when the response is finished, or else gone. */
  onEnded(finished: boolean): void;
};

export class WsResponse implements ResponseSink {
  readonly #req: IncomingMessage;
  readonly #res: ServerResponse;
  readonly #options: WsResponseOptions;
  #live = true;

  constructor(req: IncomingMessage, res: ServerResponse, options: WsResponseOptions) {
    this.#req = req;
    this.#res = res;
    this.#options = options;
    res.on('finish', () => this.#ended(true));
    res.on('close', () => this.#ended(false));
  }

  get live(): boolean {
    return this.#live;
  }

  pause(): void {
    this.#req.pause();
  }

  resume(): void {
    this.#req.resume();
  }

  answer(response: Response, last: boolean, bytes?: Uint8Array, lengthBytes?: number): void {
    this.begin(response, last, bytes?.byteLength ?? lengthBytes);
    this.#end(bytes);
  }

  begin(response: Response, last: boolean, lengthBytes: number | undefined): void {
    const headers: string[] = responseHeaders(response).flat();
    if (lengthBytes !== undefined) headers.push('content-length', String(lengthBytes));
    if (last) headers.push('connection', 'close');
    if (response.statusText === '') this.#res.writeHead(response.status, headers);
    else this.#res.writeHead(response.status, response.statusText, headers);
  }

  async write(chunk: Uint8Array): Promise<boolean> {
    if (!this.#live) return false;
    if (this.#res.write(chunk)) return true;
    return new Promise((resolve) => {
      const stall = setTimeout(() => this.cut(), this.#options.stallMs);
      const settle = () => {
        clearTimeout(stall);
        this.#res.off('drain', settle);
        this.#res.off('close', settle);
        resolve(this.#live);
      };
      this.#res.on('drain', settle);
      this.#res.on('close', settle);
    });
  }

  finish(): void {
    this.#end();
  }

  cut(): void {
    this.#req.socket.destroy();
  }

  #end(bytes?: Uint8Array): void {
    this.#res.end(bytes);
    if (this.#res.writableLength === 0) return;
    const stall = setTimeout(() => this.cut(), this.#options.stallMs);
    this.#res.on('close', () => clearTimeout(stall));
    this.#res.on('finish', () => clearTimeout(stall));
  }

  #ended(finished: boolean): void {
    if (!this.#live) return;
    this.#live = false;
    this.#options.onEnded(finished);
  }
}
