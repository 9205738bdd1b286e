/** What both transports do with messages, faults of the handler and ends; run by each test file. */
import { once } from 'node:events';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { frame, RawConnection } from './testkit/raw-connection.ts';
import {
  closeOf,
  closesOf,
  messagesOf,
  type Setup,
  type Subject,
  startTestServer,
  type TestServer,
} from './testkit/test-server.ts';

export function messageContract(subject: () => Subject): void {
  let server: TestServer | undefined;
  const start = async (setup: Setup = {}) => {
    server = await startTestServer(subject(), setup);
    return server;
  };
  afterEach(async () => {
    await server?.stop();
    server = undefined;
  });

  describe('messages', () => {
    test('go both ways unchanged, in order, of every size up to the limit', async () => {
      const frameBytes = 128 * 1024;
      const { connect } = await start({
        limits: { frameBytes },
        sockets: { message: (socket, bytes) => void socket.send(bytes) },
      });
      const alice = await connect();
      const sizes = [0, 1, 125, 126, 65_535, 65_536, frameBytes];
      const returned: Buffer[] = [];
      alice.on('message', (bytes: Buffer) => returned.push(bytes));
      for (const size of sizes) alice.send(new Uint8Array(size).fill(size % 251));
      await vi.waitFor(() => expect(returned).toHaveLength(sizes.length));
      expect(returned.map((bytes) => bytes.length)).toEqual(sizes);
      for (const bytes of returned)
        expect(bytes.every((byte) => byte === bytes.length % 251)).toBe(true);
      alice.terminate();
    });

    test('what a handler keeps is its own', async () => {
      const running = await start();
      const alice = await running.connect();
      for (const value of [1, 2, 3]) alice.send(new Uint8Array(1000).fill(value));
      await vi.waitFor(() => expect(messagesOf(running, '/')).toHaveLength(3));
      expect(messagesOf(running, '/').map((bytes) => bytes[999])).toEqual([1, 2, 3]);
      expect(messagesOf(running, '/')[0]?.buffer.byteLength).toBe(1000);
      alice.terminate();
    });

    test('many sends of one turn arrive each for itself', async () => {
      const { connect, sockets } = await start();
      const alice = await connect('/alice');
      const seen: number[] = [];
      alice.on('message', (bytes: Buffer) => seen.push(bytes.readUInt16BE(0)));
      for (let count = 0; count < 500; count += 1) {
        sockets.get('/alice')?.send(Uint8Array.of(count >> 8, count & 255));
      }
      await vi.waitFor(() => expect(seen).toHaveLength(500));
      expect(seen).toEqual(Array.from({ length: 500 }, (_, index) => index));
      alice.terminate();
    });

    test('fragments are one message', async () => {
      const running = await start();
      const raw = await RawConnection.upgrade(subject(), running.port, '/raw');
      raw.send(frame(0x02, 'one '));
      // Control frames may stand between fragments (RFC 6455 section 5.4).
      raw.send(frame(0x89, 'ping'));
      raw.send(frame(0x00, 'two '));
      raw.send(frame(0x80, 'three'));
      await vi.waitFor(() => expect(messagesOf(running, '/raw')).toHaveLength(1));
      expect(String(Buffer.from(messagesOf(running, '/raw')[0] ?? []))).toBe('one two three');
      await raw.until('\x8a\x04ping');
      raw.destroy();
    });

    test('one above the limit closes with 1009', async () => {
      const running = await start({ limits: { frameBytes: 1000 } });
      const mallory = await running.connect('/mallory');
      mallory.send(new Uint8Array(1001));
      expect(await closeOf(mallory)).toMatchObject({ code: 1009 });
      await vi.waitFor(() => expect(closesOf(running, '/mallory')).toEqual([1009]));
      expect(messagesOf(running, '/mallory')).toEqual([]);
    });

    test('fragments are summed: their message above the limit closes with 1009', async () => {
      const running = await start({ limits: { frameBytes: 1000 } });
      const raw = await RawConnection.upgrade(subject(), running.port, '/mallory');
      raw.send(frame(0x02, 'x'.repeat(600)));
      raw.send(frame(0x80, 'x'.repeat(600)));
      await raw.closed;
      await vi.waitFor(() => expect(closesOf(running, '/mallory')).toEqual([1009]));
      expect(messagesOf(running, '/mallory')).toEqual([]);
    });

    test('endless fragments are cut', async () => {
      const running = await start({ limits: { frameBytes: 1000 } });
      const raw = await RawConnection.upgrade(subject(), running.port, '/mallory');
      raw.send(frame(0x02, 'x'.repeat(600)));
      for (let count = 0; count < 5; count += 1) raw.send(frame(0x00, 'x'.repeat(600)));
      await raw.closed;
      await vi.waitFor(() => expect(closesOf(running, '/mallory')).toEqual([1009]));
    });

    test('text closes with 1003', async () => {
      const running = await start();
      const mallory = await running.connect('/mallory');
      mallory.send('text');
      expect(await closeOf(mallory)).toMatchObject({ code: 1003 });
      await vi.waitFor(() => expect(closesOf(running, '/mallory')).toEqual([1003]));
      expect(messagesOf(running, '/mallory')).toEqual([]);
    });
  });

  describe('a fault of the handler', () => {
    const broken = new Error('broken');
    const shouting = () => {
      throw broken;
    };
    test.each([
      { what: 'throws on open', sockets: { open: shouting } },
      { what: 'throws on a message', sockets: { message: shouting } },
      { what: 'rejects on a message', sockets: { message: async () => shouting() } },
    ])('that $what costs its own socket only', async ({ sockets }) => {
      let armed = false;
      const running = await start({
        sockets: {
          open: (socket) => (socket.context.name === '/mallory' ? sockets.open?.() : undefined),
          message: (socket, bytes) => {
            if (armed && socket.context.name === '/mallory') return sockets.message?.();
            socket.send(bytes);
          },
        },
      });
      const alice = await running.connect('/alice');
      armed = true;
      const mallory = await running.connect('/mallory');
      const closing = closeOf(mallory);
      mallory.send(Uint8Array.of(1));
      expect(await closing).toEqual({ code: 1011, reason: 'internal' });
      alice.send(Uint8Array.of(7));
      expect(String((await once(alice, 'message'))[0])).toBe('\x07');
      expect(running.faults).toEqual(['the handler of a socket failed: broken']);
      expect(closesOf(running, '/mallory')).toEqual([1011]);
      alice.terminate();
    });

    test('that throws on close is logged', async () => {
      const running = await start({ sockets: { close: shouting } });
      const alice = await running.connect('/alice');
      alice.close(1000);
      await vi.waitFor(() => {
        expect(running.faults).toEqual(['the handler of a socket failed: broken']);
      });
    });
  });

  describe('the end of a socket', () => {
    test('by the server tells the code to both sides once; nothing is sent after', async () => {
      const running = await start();
      const alice = await running.connect('/alice');
      const socket = running.sockets.get('/alice');
      const closing = closeOf(alice);
      expect(socket?.send(Uint8Array.of(1))).toBe(true);
      const last = once(alice, 'message');
      socket?.end(4401, 'signed out');
      socket?.end(1000, 'again');
      expect(socket?.closed).toBe(true);
      expect(socket?.send(Uint8Array.of(2))).toBe(false);
      expect(socket?.bufferedBytes()).toBeTypeOf('number');
      expect(String((await last)[0])).toBe('\x01');
      expect(await closing).toEqual({ code: 4401, reason: 'signed out' });
      await vi.waitFor(() => expect(closesOf(running, '/alice')).toEqual([4401]));
    });

    test('is not told in the middle of the call that ends it', async () => {
      const order: string[] = [];
      const running = await start({
        sockets: {
          message: (socket) => {
            socket.end(4000, '');
            order.push('ended');
          },
          close: () => void order.push('told'),
        },
      });
      const alice = await running.connect('/alice');
      alice.send(Uint8Array.of(1));
      await closeOf(alice);
      await vi.waitFor(() => expect(order).toEqual(['ended', 'told']));
    });

    test.each([1000, 4001])('by the client is told with its code %i', async (code) => {
      const running = await start();
      const alice = await running.connect('/alice');
      alice.close(code);
      expect((await closeOf(alice)).code).toBe(code);
      await vi.waitFor(() => expect(closesOf(running, '/alice')).toEqual([code]));
    });

    test('without a code is told as 1005, by loss as 1006', async () => {
      const running = await start();
      const alice = await running.connect('/alice');
      alice.close();
      const bob = await running.connect('/bob');
      bob.terminate();
      await vi.waitFor(() => expect(closesOf(running, '/alice')).toEqual([1005]));
      await vi.waitFor(() => expect(closesOf(running, '/bob')).toEqual([1006]));
    });
  });
}
