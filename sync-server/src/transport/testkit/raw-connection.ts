/** A TCP or TLS connection that sends whatever bytes a test wants, and collects what comes back. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Subject } from './test-server.ts';

export class RawConnection {
  readonly socket: Socket;
  /** Resolves when the connection is closed, however. */
  readonly closed: Promise<unknown>;
  received = '';
  #waiting: (() => void)[] = [];

  private constructor(socket: Socket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.on('close', resolve));
    // A reset is one of the ways in which a server may close; `closed` tells of it.
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => {
      this.received += bytes.toString('latin1');
      for (const wake of this.#waiting.splice(0)) wake();
    });
  }

  static async open(subject: Subject, port: number): Promise<RawConnection> {
    const to = { host: '127.0.0.1', port };
    const { certificate } = subject;
    if (certificate === undefined) {
      const socket = connect(to);
      await once(socket, 'connect');
      return new RawConnection(socket);
    }
    const socket = connectTls({ ...to, ca: certificate.cert });
    await once(socket, 'secureConnect');
    return new RawConnection(socket);
  }

  /** Opens a WebSocket by hand. */
  static async upgrade(subject: Subject, port: number, path: string): Promise<RawConnection> {
    const connection = await RawConnection.open(subject, port);
    connection.send(handshake(path));
    await connection.until('\r\n\r\n');
    return connection;
  }

  send(bytes: string | Uint8Array): void {
    this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  }

  /** Resolves once `text` has come; rejects if the connection closes before. */
  async until(text: string): Promise<void> {
    while (!this.received.includes(text)) {
      if (this.socket.destroyed) throw new Error(`closed before “${text}”: ${this.received}`);
      await Promise.race([
        new Promise<void>((resolve) => this.#waiting.push(resolve)),
        this.closed,
      ]);
    }
  }

  destroy(): void {
    this.socket.destroy();
  }
}

export function handshake(path: string, lines: readonly string[] = []): string {
  const head = [
    `GET ${path} HTTP/1.1`,
    'Host: localhost',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==',
    ...lines,
  ];
  return `${head.join('\r\n')}\r\n\r\n`;
}

/**
 * The bytes of one frame of a client (RFC 6455 section 5.2), masked with zeros unless told. `length`
 * declares another length than that of the payload, in the longest form.
 */
export function frame(
  first: number,
  payload: Uint8Array | string = '',
  options: { masked?: boolean; length?: bigint } = {},
): Buffer {
  const body = Buffer.from(payload);
  const mask = options.masked === false ? 0 : 0x80;
  const head = [first];
  if (options.length !== undefined) {
    const long = Buffer.alloc(8);
    long.writeBigUInt64BE(options.length);
    head.push(mask | 127, ...long);
  } else if (body.length < 126) head.push(mask | body.length);
  else if (body.length < 65_536) head.push(mask | 126, body.length >> 8, body.length & 255);
  else {
    const long = Buffer.alloc(8);
    long.writeBigUInt64BE(BigInt(body.length));
    head.push(mask | 127, ...long);
  }
  return Buffer.concat([Buffer.from(head), Buffer.alloc(mask === 0 ? 0 : 4), body]);
}
