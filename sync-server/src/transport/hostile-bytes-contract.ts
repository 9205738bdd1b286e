/**
 * Bytes that no honest client sends, on a raw connection: each is refused, closed or ignored, never
 * handed to a handler, and others on the same port do not notice. After RFC 9112 and RFC 6455.
 */

import { randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { frame, handshake, RawConnection } from './testkit/raw-connection.ts';
import { type Subject, startTestServer, type TestServer } from './testkit/test-server.ts';

const host = 'Host: localhost\r\n';
const longLine = `X-Long: ${'x'.repeat(20_000)}\r\n`;

/** Requests that two parsers could read differently, or that no server should take. */
const heads: readonly { what: string; bytes: string; status?: RegExp }[] = [
  { what: 'no request at all', bytes: '\x00\x01\x02\x03 garbage\r\n\r\n' },
  { what: 'a TLS or other hello', bytes: '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n' },
  { what: 'no Host', bytes: 'GET / HTTP/1.1\r\n\r\n' },
  { what: 'two Hosts', bytes: `GET / HTTP/1.1\r\n${host}Host: other\r\n\r\n` },
  { what: 'a Host with a path', bytes: 'GET / HTTP/1.1\r\nHost: localhost/../x\r\n\r\n' },
  { what: 'a Host with a user', bytes: 'GET / HTTP/1.1\r\nHost: a@localhost\r\n\r\n' },
  { what: 'a target of another site', bytes: `GET http://other/ HTTP/1.1\r\n${host}\r\n` },
  { what: 'a target without a path', bytes: `OPTIONS * HTTP/1.1\r\n${host}\r\n` },
  { what: 'a method in small letters', bytes: `get / HTTP/1.1\r\n${host}\r\n` },
  { what: 'a method that is none', bytes: `G@T / HTTP/1.1\r\n${host}\r\n` },
  { what: 'a Host that is a number', bytes: 'GET / HTTP/1.1\r\nHost: 2130706433\r\n\r\n' },
  { what: 'TRACE', bytes: `TRACE / HTTP/1.1\r\n${host}\r\n` },
  { what: 'CONNECT', bytes: `CONNECT localhost:1 HTTP/1.1\r\n${host}\r\n` },
  {
    what: 'length and chunks',
    bytes: `POST / HTTP/1.1\r\n${host}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  },
  {
    what: 'two lengths',
    bytes: `POST / HTTP/1.1\r\n${host}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd`,
  },
  {
    what: 'the same length twice',
    bytes: `POST / HTTP/1.1\r\n${host}Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd`,
  },
  { what: 'a negative length', bytes: `POST / HTTP/1.1\r\n${host}Content-Length: -4\r\n\r\nabcd` },
  { what: 'a length in hex', bytes: `POST / HTTP/1.1\r\n${host}Content-Length: 0x4\r\n\r\nabcd` },
  {
    what: 'a coding that is not chunked',
    bytes: `POST / HTTP/1.1\r\n${host}Transfer-Encoding: identity\r\n\r\nabcd`,
  },
  {
    what: 'two codings',
    bytes: `POST / HTTP/1.1\r\n${host}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
  },
  {
    what: 'chunks of no size',
    bytes: `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nxyz\r\n`,
  },
  { what: 'a folded header', bytes: `GET / HTTP/1.1\r\n${host}X-A: b\r\n c\r\n\r\n` },
  { what: 'a space before the colon', bytes: `GET / HTTP/1.1\r\n${host}X-A : b\r\n\r\n` },
  { what: 'NUL in a header', bytes: `GET / HTTP/1.1\r\n${host}X-A: b\x00c\r\n\r\n` },
  {
    what: 'header lines without end',
    bytes: `GET / HTTP/1.1\r\n${host}${longLine}\r\n`,
    status: /431/,
  },
  {
    what: 'a path without end',
    bytes: `GET /${'x'.repeat(20_000)} HTTP/1.1\r\n${host}\r\n`,
    status: /4\d\d/,
  },
  {
    what: 'a handshake by POST',
    bytes: handshake('/').replace('GET', 'POST'),
  },
  {
    what: 'a handshake without a key',
    bytes: handshake('/').replace(/Sec-WebSocket-Key.*\r\n/, ''),
  },
  {
    what: 'a handshake with a key of another length',
    bytes: handshake('/').replace('MDEyMzQ1Njc4OWFiY2RlZg==', 'c2hvcnQ='),
  },
  { what: 'an upgrade to HTTP/2', bytes: handshake('/').replace('websocket', 'h2c') },
];

/**
 * Frames after a good handshake. `lenient`: uWebSockets.js swallows them, or takes them for one
 * message, where the other transport closes; neither harms.
 */
const frames: readonly { what: string; bytes: Uint8Array; lenient?: boolean }[] = [
  { what: 'first reserved bit', bytes: frame(0xc2, 'x') },
  { what: 'second reserved bit', bytes: frame(0xa2, 'x') },
  { what: 'third reserved bit', bytes: frame(0x92, 'x') },
  { what: 'reserved opcode of data 3', bytes: frame(0x83, 'x') },
  { what: 'reserved opcode of data 7', bytes: frame(0x87, 'x') },
  { what: 'reserved opcode of control 11', bytes: frame(0x8b, 'x') },
  { what: 'reserved opcode of control 15', bytes: frame(0x8f, 'x') },
  { what: 'no mask', bytes: frame(0x82, 'unmasked', { masked: false }), lenient: true },
  { what: 'a ping in fragments', bytes: frame(0x09, 'x') },
  { what: 'a ping above 125 bytes', bytes: frame(0x89, 'x'.repeat(126)) },
  { what: 'a close above 125 bytes', bytes: frame(0x88, `\x03\xe8${'x'.repeat(124)}`) },
  { what: 'a length of 2^63', bytes: frame(0x82, 'x', { length: 2n ** 63n }) },
  { what: 'a length of 2^64 - 1', bytes: frame(0x82, 'x', { length: 2n ** 64n - 1n }) },
  { what: 'a length of 2^32', bytes: frame(0x82, 'x', { length: 2n ** 32n }) },
  { what: 'a continuation of nothing', bytes: frame(0x80, 'x') },
  { what: 'an open continuation of nothing', bytes: frame(0x00, 'x') },
  {
    what: 'a new message inside another',
    bytes: Buffer.concat([frame(0x02, 'x'), frame(0x82, 'y')]),
    lenient: true,
  },
  { what: 'text that is no UTF-8', bytes: frame(0x81, Uint8Array.of(0xc3, 0x28)) },
  { what: 'a close with half a code', bytes: frame(0x88, Uint8Array.of(3)) },
  { what: 'a close with code 1005', bytes: frame(0x88, Uint8Array.of(3, 0xed)) },
  { what: 'a close with code 1006', bytes: frame(0x88, Uint8Array.of(3, 0xee)) },
  { what: 'a close with code 999', bytes: frame(0x88, Uint8Array.of(3, 0xe7)) },
  { what: 'a close with code 5000', bytes: frame(0x88, Uint8Array.of(0x13, 0x88)) },
  {
    what: 'a close whose reason is no UTF-8',
    bytes: frame(0x88, Uint8Array.of(3, 0xe8, 0xc3, 0x28)),
  },
  {
    what: 'frames after a close',
    bytes: Buffer.concat([frame(0x88, '\x03\xe8'), frame(0x82, 'x')]),
  },
];

export function hostileBytesContract(subject: () => Subject): void {
  let server: TestServer;
  let alice: WebSocket;
  let requests = 0;
  let knocks = 0;

  beforeAll(async () => {
    server = await startTestServer(subject(), {
      limits: { requestMs: 1000 },
      handleHttp: async (request) => {
        await request.text();
        requests += 1;
        return new Response('hello');
      },
      sockets: {
        message: (socket, bytes) => {
          if (socket.context.name === '/alice') socket.send(bytes);
        },
      },
    });
    alice = await server.connect('/alice');
  });
  afterAll(async () => {
    alice.terminate();
    await server.stop();
  });

  /** The others: one who was connected before, one who comes now, over both protocols. */
  const expectOthersUnaffected = async () => {
    alice.send('ok', { binary: true });
    expect(String((await once(alice, 'message'))[0])).toBe('ok');
    const answer = await server.ask('/');
    expect(answer).toMatchObject({ status: 200, body: 'hello' });
  };

  describe('hostile bytes', () => {
    test.each(heads)('as a request: $what', async ({ bytes, status = /400|408|505|426/ }) => {
      const mallory = await RawConnection.open(subject(), server.port);
      const before = { requests, upgrades: server.upgrades.length };
      mallory.send(bytes);
      await mallory.closed;
      expect({ requests, upgrades: server.upgrades.length }).toEqual(before);
      if (mallory.received !== '') expect(mallory.received).toMatch(/^HTTP\/1\.1 \d{3} /);
      if (mallory.received !== '') expect(mallory.received.slice(9, 12)).toMatch(status);
      await expectOthersUnaffected();
    });

    test.each(frames)('as a frame: $what', async ({ bytes, lenient }) => {
      knocks += 1;
      const name = `/mallory${knocks}`;
      const mallory = await RawConnection.upgrade(subject(), server.port, name);
      mallory.send(bytes);
      if (lenient !== true) await mallory.closed;
      await expectOthersUnaffected();
      mallory.destroy();
      const seen = () => server.events.flatMap((event) => (event.name === name ? event.kind : []));
      await vi.waitFor(() => expect(seen().at(-1)).toBe('close'));
      if (lenient !== true) expect(seen()).toEqual(['open', 'close']);
      expect(server.faults).toEqual([]);
    });

    test('as plain bytes, also where TLS is spoken', async () => {
      const { kind } = subject();
      for (const bytes of ['GET / HTTP/1.0\r\n\r\n\r\n', '\x00'.repeat(600)]) {
        const mallory = await RawConnection.open({ kind }, server.port);
        mallory.send(bytes);
        await mallory.closed;
      }
      await expectOthersUnaffected();
      expect(server.faults).toEqual([]);
    });

    test('as a storm of random bytes, before and after a handshake', async () => {
      for (let round = 0; round < 20; round += 1) {
        const bytes = randomFillSync(Buffer.alloc(1 + ((round * 977) % 5000)));
        const connections = [
          await RawConnection.open(subject(), server.port),
          await RawConnection.upgrade(subject(), server.port, '/storm'),
        ];
        for (const connection of connections) {
          connection.send(bytes);
          connection.socket.end();
        }
        await Promise.all(connections.map((connection) => connection.closed));
      }
      await expectOthersUnaffected();
      expect(server.faults).toEqual([]);
    });

    test('a head that trickles in, or never comes, is closed in time', async () => {
      const slow = await RawConnection.open(subject(), server.port);
      const silent = await RawConnection.open(subject(), server.port);
      slow.send('GET / HTTP/1.1\r\n');
      const trickle = setInterval(() => slow.send('X'), 250);
      const beganMs = performance.now();
      await Promise.all([slow.closed, silent.closed]);
      clearInterval(trickle);
      // uWebSockets.js has 10 s of its own, counted in steps of 4 s.
      expect(performance.now() - beganMs).toBeLessThan(16_000);
      await expectOthersUnaffected();
    });
  });
}
