/** A browser's socket to a running server: sends frames, keeps what comes, waits for what should come. */
import {
  type DownFrame,
  decodeDown,
  encodeFrame,
  joinFrames,
  type UpFrame,
} from '@jibber/schema/protocol/codec';
import { protocolVersion } from '@jibber/schema/protocol/version';
import { WebSocket } from 'ws';
import type { Browser } from './test-server.ts';

const patienceMs = 10_000;

export class TestSocket {
  readonly frames: DownFrame[] = [];
  /** Resolves with the close code. */
  readonly closed: Promise<number>;
  /** Resolves when open; rejects with the status of a handshake that was refused. */
  readonly opened: Promise<void>;
  readonly #socket: WebSocket;
  #changed: () => void = () => undefined;

  /** @param headers go before those a browser would send; an empty value takes one away */
  constructor(browser: Browser, headers: Readonly<Record<string, string>> = {}) {
    const sent = { origin: browser.origin, cookie: browser.cookieHeader, ...headers };
    this.#socket = new WebSocket(`${browser.origin.replace('http', 'ws')}/socket`, {
      headers: Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== '')),
    });
    this.#socket.on('message', (bytes: Buffer) => {
      const decoded = decodeDown(new Uint8Array(bytes));
      if (!decoded.ok) throw new Error(`the server sent what nobody can read: ${decoded.code}`);
      this.frames.push(...decoded.value);
      this.#changed();
    });
    this.opened = new Promise((resolve, reject) => {
      this.#socket.on('open', resolve);
      this.#socket.on('unexpected-response', (_request, response) => {
        response.resume();
        reject(new Error(`status ${response.statusCode}`));
      });
      this.#socket.on('error', reject);
    });
    this.closed = new Promise((resolve) => this.#socket.on('close', resolve));
    // Whoever waits for the close alone is not to be told of a failure to open as well.
    this.opened.catch(() => undefined);
  }

  tell(...frames: readonly UpFrame[]): void {
    this.#socket.send(joinFrames(frames.map(encodeFrame)));
  }

  hello(): void {
    const nothing = { historyId: undefined, receiptsRevision: 0, cursors: [] };
    this.tell({ type: 'hello', version: protocolVersion.current, ...nothing });
  }

  close(): void {
    this.#socket.close();
  }

  /** The first frame, come already or still to come, that `pick` gives something for. */
  async receive<Value>(pick: (frame: DownFrame) => Value | undefined): Promise<Value> {
    const startedAtMs = performance.now();
    let looked = 0;
    for (;;) {
      while (looked < this.frames.length) {
        const frame = this.frames[looked];
        looked += 1;
        const picked = frame === undefined ? undefined : pick(frame);
        if (picked !== undefined) return picked;
      }
      const leftMs = patienceMs - (performance.now() - startedAtMs);
      if (leftMs <= 0) {
        throw new Error(`it did not come, but: ${this.frames.map(({ type }) => type).join(', ')}`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.#changed = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}
