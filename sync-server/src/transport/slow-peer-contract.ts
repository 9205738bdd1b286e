/** What both transports do with peers that are slow or silent; run by each test file. */
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

export function slowPeerContract(subject: () => Subject): void {
  let server: TestServer | undefined;
  const start = async (setup: Setup = {}) => {
    server = await startTestServer(subject(), setup);
    return server;
  };
  afterEach(async () => {
    await server?.stop();
    server = undefined;
  });

  describe('a slow reader', () => {
    const backpressureBytes = 256 * 1024;
    const part = () => new Uint8Array(64 * 1024).fill(1);

    test('is ended with 4013 once too much stands unsent, and hears so when it reads', async () => {
      const running = await start({ limits: { backpressureBytes, closeMs: 5000 } });
      const mallory = await running.connect('/mallory');
      const alice = await running.connect('/alice');
      const socket = running.sockets.get('/mallory');
      if (socket === undefined) throw new Error('not open');
      mallory.pause();
      let sent = 0;
      let mostBytes = 0;
      while (socket.send(part())) {
        sent += 1;
        mostBytes = Math.max(mostBytes, socket.bufferedBytes());
        if (sent % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      expect(mostBytes).toBeLessThanOrEqual(backpressureBytes);
      expect(socket.closed).toBe(true);
      await vi.waitFor(() => expect(closesOf(running, '/mallory')).toEqual([4013]));
      // Others are not held up.
      running.sockets.get('/alice')?.send(Uint8Array.of(5));
      expect(String((await once(alice, 'message'))[0])).toBe('\x05');
      let received = 0;
      mallory.on('message', () => {
        received += 1;
      });
      const closing = closeOf(mallory);
      mallory.resume();
      expect(await closing).toEqual({ code: 4013, reason: 'slow reader' });
      expect(received).toBe(sent);
      alice.terminate();
    });

    test('that never reads again is cut', async () => {
      const running = await start({ limits: { backpressureBytes, closeMs: 200 } });
      const raw = await RawConnection.upgrade(subject(), running.port, '/mallory');
      raw.socket.pause();
      const socket = running.sockets.get('/mallory');
      while (socket?.send(part())) await new Promise((resolve) => setImmediate(resolve));
      await vi.waitFor(() => expect(closesOf(running, '/mallory')).toEqual([4013]));
      await running.transport.close();
      raw.socket.resume();
      await raw.closed;
    });

    test('that drains is told of, so that a long catch-up can be pulled', async () => {
      const partCount = 200;
      const pullBytes = 128 * 1024;
      let sent = 0;
      const running = await start({
        limits: { backpressureBytes },
        sockets: {
          open: (socket) => pull(socket),
          drain: (socket) => pull(socket),
        },
      });
      function pull(socket: { send(bytes: Uint8Array): boolean; bufferedBytes(): number }): void {
        while (sent < partCount && socket.bufferedBytes() < pullBytes) {
          sent += 1;
          if (!socket.send(part())) throw new Error('refused a part that was pulled');
        }
      }
      const alice = await running.connect('/alice');
      alice.pause();
      await vi.waitFor(() => expect(sent).toBeGreaterThan(10));
      expect(sent).toBeLessThan(partCount);
      let received = 0;
      alice.on('message', () => {
        received += 1;
      });
      alice.resume();
      await vi.waitFor(() => expect(received).toBe(partCount), { timeout: 10_000 });
      expect(running.events.some((event) => event.kind === 'drain')).toBe(true);
      expect(alice.readyState).toBe(alice.OPEN);
      alice.terminate();
    });

    test('a burst up to the limit is no backlog', async () => {
      const running = await start({ limits: { backpressureBytes: 310_000 } });
      const alice = await running.connect('/alice');
      let received = 0;
      alice.on('message', () => {
        received += 1;
      });
      for (let count = 0; count < 5; count += 1) {
        expect(running.sockets.get('/alice')?.send(new Uint8Array(60_000))).toBe(true);
      }
      await vi.waitFor(() => expect(received).toBe(5));
      alice.terminate();
    });
  });

  describe('a peer that does not answer', () => {
    const limits = { pingMs: 150, pongMs: 150 };

    test('is closed; one that answers pings stays', async () => {
      const running = await start({ limits });
      const silent = await RawConnection.upgrade(subject(), running.port, '/silent');
      const alice = await running.connect('/alice');
      await silent.closed;
      expect(closesOf(running, '/silent')).toEqual([4008]);
      expect(alice.readyState).toBe(alice.OPEN);
      alice.send(Uint8Array.of(1));
      await vi.waitFor(() => expect(messagesOf(running, '/alice')).toHaveLength(1));
      alice.terminate();
    });

    test('is closed also while the bytes of one frame trickle in', async () => {
      const running = await start({ limits });
      const slow = await RawConnection.upgrade(subject(), running.port, '/slow');
      slow.send(frame(0x82, 'x'.repeat(1000)).subarray(0, 20));
      const trickle = setInterval(() => slow.send('x'), 20);
      await slow.closed;
      clearInterval(trickle);
      expect(closesOf(running, '/slow')).toEqual([4008]);
    });

    test('stays if it sends whole messages, though it never answers a ping', async () => {
      const running = await start({ limits });
      const busy = await RawConnection.upgrade(subject(), running.port, '/busy');
      const silent = await RawConnection.upgrade(subject(), running.port, '/silent');
      const sending = setInterval(() => busy.send(frame(0x82, 'x')), 50);
      await silent.closed;
      clearInterval(sending);
      expect(busy.socket.destroyed).toBe(false);
      expect(closesOf(running, '/busy')).toEqual([]);
      busy.destroy();
    });
  });
}
