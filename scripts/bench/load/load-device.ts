/**
 * A device as a server sees it: the protocol on a bare socket, no storage, no Yjs.
 * Invariant: what it receives is decoded by the codec of the app; a server that ends it or says what
 * nobody can read fails the benchmark.
 */
import { type EntryId, entryId } from '@jibber/schema/ids';
import {
  type DownFrame,
  decodeDown,
  encodeFrame,
  type UpFrame,
} from '@jibber/schema/protocol/codec';
import type { Cursor, Hello } from '@jibber/schema/protocol/hello';
import { protocolVersion } from '@jibber/schema/protocol/version';
import { uuidv7 } from 'uuidv7';
import type { WebSocket } from 'ws';
import { openSocket } from './crowd.ts';
import { within } from './pace.ts';

/** Bytes around a message in a frame of WebSocket: two, and two more from 126 on; up four of mask. */
function framingBytes(length: number): number {
  return length < 126 ? 2 : length < 65_536 ? 4 : 10;
}
const maskBytes = 4;

export class LoadDevice {
  /** Of messages with the framing of WebSocket, without handshake and TCP. */
  sentBytes = 0;
  receivedBytes = 0;
  onMessage: (frames: readonly DownFrame[], bytes: number) => void = () => undefined;
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (bytes: Buffer) => {
      this.receivedBytes += bytes.length + framingBytes(bytes.length);
      const decoded = decodeDown(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
      if (!decoded.ok) throw new Error(`the server sent what nobody can read: ${decoded.code}`);
      this.onMessage(decoded.value, bytes.length);
    });
    socket.on('close', (code) => {
      if (code !== 1005 && code !== 1006) throw new Error(`the server ended a device with ${code}`);
    });
  }

  static async connect(port: number, token: string): Promise<LoadDevice> {
    const origin = `http://127.0.0.1:${port}`;
    const headers = { origin, cookie: `session=${token}` };
    return new LoadDevice(await openSocket(`ws://127.0.0.1:${port}/socket`, headers));
  }

  /** Connects and waits until its chats are told; of a new device unless told what it holds. */
  static async greeted(port: number, token: string): Promise<LoadDevice> {
    const device = await LoadDevice.connect(port, token);
    const got: string[] = [];
    const isTold = new Promise<void>((resolve) => {
      device.onMessage = (frames) => {
        got.push(...frames.map(({ type }) => type));
        if (frames.some((frame) => frame.type === 'chats' && frame.last)) resolve();
      };
      device.hello([]);
    });
    await within(() => `an end of the greeting, but with: ${got.join(' ')}`, isTold);
    device.onMessage = () => undefined;
    return device;
  }

  hello(cursors: readonly Cursor[], more: Partial<Hello> = {}): void {
    this.tell({
      type: 'hello',
      version: protocolVersion.current,
      historyId: undefined,
      receiptsRevision: 0,
      cursors,
      ...more,
    });
  }

  tell(frame: UpFrame): void {
    const bytes = encodeFrame(frame);
    this.sentBytes += bytes.length + framingBytes(bytes.length) + maskBytes;
    this.#socket.send(bytes);
  }

  close(): void {
    this.#socket.removeAllListeners('close');
    this.#socket.terminate();
  }
}

export function newEntryId(): EntryId {
  return entryId(uuidv7());
}
