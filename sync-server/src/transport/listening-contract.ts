/** How both transports take a port and give it back; run by each test file. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { createTransport } from './create-transport.ts';
import { RawConnection } from './testkit/raw-connection.ts';
import { Signal } from './testkit/signal.ts';
import { type Subject, startTestServer } from './testkit/test-server.ts';

export function listeningContract(subject: () => Subject): void {
  const silentLog = {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined,
  };
  const make = (kind: 'uwebsockets' | 'ws') =>
    createTransport(kind, {
      handleHttp: async () => new Response('second'),
      sockets: {
        upgrade: () => ({ accept: false, status: 503, code: 'busy' }),
        open: () => undefined,
        message: () => undefined,
        drain: () => undefined,
        close: () => undefined,
      },
      log: silentLog,
    });

  describe('the port', () => {
    test.each(['uwebsockets', 'ws'] as const)(
      'is for one process alone: a second %s on it is told why not',
      async (kind) => {
        const first = await startTestServer(subject());
        const second = make(kind);
        await expect(second.listen('127.0.0.1', first.port)).rejects.toMatchObject({
          name: 'ListenError',
          code: 'EADDRINUSE',
          message: expect.stringContaining('another program listens there'),
        });
        await second.close();
        expect((await first.ask('/')).body).toBe('hello');
        await first.stop();
      },
    );

    test('an address that is not of this machine is told', async () => {
      const elsewhere = make(subject().kind);
      await expect(elsewhere.listen('203.0.113.1', 0)).rejects.toMatchObject({
        code: 'EADDRNOTAVAIL',
      });
      await elsewhere.close();
    });

    test('can be taken again after closing', async () => {
      const first = await startTestServer(subject());
      await first.ask('/');
      await first.stop();
      const second = make(subject().kind);
      expect(await second.listen('127.0.0.1', first.port)).toBe(first.port);
      await second.close();
    });
  });

  describe('closing', () => {
    test('tells every socket 1001 and lets a running request finish', async () => {
      const going = new Signal();
      let began = false;
      const server = await startTestServer(subject(), {
        limits: { closeMs: 5000 },
        handleHttp: async () => {
          began = true;
          await going.given;
          return new Response('finished');
        },
      });
      const sockets = await Promise.all([server.connect('/alice'), server.connect('/bob')]);
      const codes = sockets.map(async (socket) => (await once(socket, 'close'))[0]);
      const answer = server.ask('/');
      await vi.waitFor(() => expect(began).toBe(true));
      const closed = server.transport.close();
      expect(await Promise.all(codes)).toEqual([1001, 1001]);
      going.give();
      expect(await answer).toMatchObject({ status: 200, body: 'finished' });
      await closed;
      const closes = server.events.filter((event) => event.kind === 'close');
      expect(closes.map((event) => event.code)).toEqual([1001, 1001]);
      server.agent.destroy();
    });

    test('sends what was handed over before', async () => {
      const server = await startTestServer(subject(), { limits: { closeMs: 5000 } });
      const alice = await server.connect('/alice');
      let receivedBytes = 0;
      alice.on('message', (bytes: Buffer) => {
        receivedBytes += bytes.length;
      });
      for (let count = 0; count < 3; count += 1) {
        server.sockets.get('/alice')?.send(new Uint8Array(80_000));
      }
      const code = once(alice, 'close');
      await server.stop();
      expect((await code)[0]).toBe(1001);
      expect(receivedBytes).toBe(240_000);
    });

    test('waits no longer than it may for who does not react', async () => {
      const server = await startTestServer(subject(), {
        limits: { closeMs: 200 },
        handleHttp: () => new Promise(() => undefined),
      });
      const stuck = await RawConnection.upgrade(subject(), server.port, '/stuck');
      stuck.socket.pause();
      const waiting = await RawConnection.open(subject(), server.port);
      waiting.send('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
      const idle = await RawConnection.open(subject(), server.port);
      const beganMs = performance.now();
      await server.stop();
      expect(performance.now() - beganMs).toBeLessThan(2000);
      stuck.socket.resume();
      await Promise.all([stuck.closed, waiting.closed, idle.closed]);
    });

    test('leaves no connection behind, whatever it was used for', async () => {
      const server = await startTestServer(subject(), { limits: { closeMs: 500 } });
      const { kind } = subject();
      const silent = await RawConnection.open({ kind }, server.port);
      const idle = await RawConnection.open(subject(), server.port);
      const begun = await RawConnection.open(subject(), server.port);
      begun.send('GET / HTTP/1.1\r\nHo');
      const kept = await RawConnection.open(subject(), server.port);
      kept.send('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
      await kept.until('hello');
      const upgraded = await RawConnection.upgrade(subject(), server.port, '/alice');
      const connections = [silent, idle, begun, kept, upgraded];
      const beganMs = performance.now();
      await server.stop();
      await Promise.all(connections.map(({ closed }) => closed));
      expect(performance.now() - beganMs).toBeLessThan(2000);
    });

    test('begins with taking no new connection while those in use go on', async () => {
      const going = new Signal();
      let began = false;
      const server = await startTestServer(subject(), {
        handleHttp: async () => {
          began = true;
          await going.given;
          return new Response('finished');
        },
      });
      const alice = await server.connect('/alice');
      const answer = server.ask('/');
      await vi.waitFor(() => expect(began).toBe(true));
      server.transport.stopAccepting();
      const late = connect({ host: '127.0.0.1', port: server.port });
      const [fault] = await once(late, 'error');
      expect(fault).toMatchObject({ code: 'ECONNREFUSED' });
      going.give();
      expect((await answer).body).toBe('finished');
      server.sockets.get('/alice')?.send(Uint8Array.of(1));
      expect(String((await once(alice, 'message'))[0])).toBe('\x01');
      alice.terminate();
      await server.stop();
    });
  });
}
