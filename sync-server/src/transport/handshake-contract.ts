/** How both transports open a WebSocket, or refuse it; run by each test file. */
import { once } from 'node:events';
import { request } from 'node:http';
import { request as requestTls } from 'node:https';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { handshake, RawConnection } from './testkit/raw-connection.ts';
import {
  type Answer,
  messagesOf,
  readAnswer,
  type Setup,
  type Subject,
  startTestServer,
  type TestServer,
} from './testkit/test-server.ts';

export function handshakeContract(subject: () => Subject): void {
  let server: TestServer | undefined;
  const start = async (setup: Setup = {}) => {
    server = await startTestServer(subject(), setup);
    return server;
  };
  afterEach(async () => {
    await server?.stop();
    server = undefined;
  });

  /** A handshake whose answer is no upgrade. */
  const knock = async (port: number, headers: Record<string, string> = {}): Promise<Answer> => {
    const { certificate } = subject();
    const sending = (certificate === undefined ? request : requestTls)({
      host: '127.0.0.1',
      port,
      path: '/refused',
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'MDEyMzQ1Njc4OWFiY2RlZg==',
        ...headers,
      },
      ...(certificate === undefined ? {} : { ca: certificate.cert }),
    });
    sending.end();
    return readAnswer(sending);
  };
  describe('the handshake', () => {
    test('the decision sees what was sent, and its context is the socket’s', async () => {
      const { connect, upgrades, sockets } = await start({
        sockets: { upgrade: () => ({ accept: true, context: { name: 'alice' } }) },
      });
      const headers = {
        Origin: 'https://chat.example',
        Cookie: 'session=1',
        Authorization: 'Bearer x',
        'X-Forwarded-For': '9.9.9.9, 8.8.8.8',
        'X-Forwarded-Proto': 'https',
      };
      const alice = await connect('/socket%20path?v=1', headers);
      expect(upgrades).toEqual([
        {
          address: '127.0.0.1',
          secure: subject().certificate !== undefined,
          path: '/socket%20path',
          query: 'v=1',
          origin: 'https://chat.example',
          cookie: 'session=1',
          authorization: 'Bearer x',
          host: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
          forwardedFor: '9.9.9.9, 8.8.8.8',
          forwardedProto: 'https',
        },
      ]);
      expect(sockets.get('alice')?.context).toEqual({ name: 'alice' });
      alice.terminate();
    });

    test.each([401, 403, 404, 429, 503])(
      'a refusal answers status %i and a code',
      async (status) => {
        const { port, events } = await start({
          sockets: { upgrade: () => ({ accept: false, status, code: 'busy' }) },
        });
        expect(await knock(port)).toMatchObject({ status, body: '{"code":"busy"}' });
        expect(events).toEqual([]);
      },
    );

    test('a decision that fails refuses with 500', async () => {
      const { port, faults } = await start({
        sockets: {
          upgrade: () => {
            throw new Error('no table');
          },
        },
      });
      expect(await knock(port)).toMatchObject({ status: 500, body: '{"code":"internal"}' });
      expect(faults).toEqual(['the decision about a handshake failed: no table']);
    });

    test('another version of the protocol gets 426, and nobody is asked', async () => {
      const { port, upgrades } = await start();
      const answer = await knock(port, { 'sec-websocket-version': '8' });
      expect(answer).toMatchObject({ status: 426, body: '{"code":"unknown-version"}' });
      expect(upgrades).toEqual([]);
    });

    test('the sub-protocol decided on is told, and no other', async () => {
      const { connect } = await start({
        sockets: {
          upgrade: ({ protocol }) => ({
            accept: true,
            context: { name: 'alice' },
            ...(protocol?.includes('jibber') ? { protocol: 'jibber' } : {}),
          }),
        },
      });
      const alice = await connect('/', {}, 'jibber');
      expect(alice.protocol).toBe('jibber');
      alice.terminate();
    });

    test('hundreds of sockets that open in waves and leave at once all get their first answer', async () => {
      const { connect, faults } = await start({
        sockets: {
          message: (socket, bytes) => void socket.send(bytes),
        },
      });
      let answered = 0;
      for (let wave = 0; wave < 12; wave += 1) {
        const sockets = await Promise.all(
          Array.from({ length: 32 }, async (_, index) => {
            const socket = await connect(`/${wave}-${index}`);
            socket.send(Uint8Array.of(index));
            const [bytes] = await Promise.race([
              once(socket, 'message'),
              once(socket, 'close').then(([code]) => Promise.reject(new Error(`closed: ${code}`))),
            ]);
            expect(bytes).toEqual(Buffer.from([index]));
            answered += 1;
            return socket;
          }),
        );
        for (const socket of sockets) socket.terminate();
      }
      expect(answered).toBe(384);
      expect(faults).toEqual([]);
    });

    test('a client that leaves at once is told as open and closed, or not at all', async () => {
      const running = await start();
      for (let count = 0; count < 20; count += 1) {
        const mallory = await RawConnection.open(subject(), running.port);
        mallory.send(handshake('/mallory'));
        mallory.destroy();
        await mallory.closed;
      }
      const alice = await running.connect('/alice');
      alice.send(Uint8Array.of(1));
      await vi.waitFor(() => expect(messagesOf(running, '/alice')).toHaveLength(1));
      await vi.waitFor(() => {
        const kinds = running.events.flatMap(({ name, kind }) => (name === '/mallory' ? kind : []));
        const count = (kind: string) => kinds.filter((each) => each === kind).length;
        expect(count('open')).toBe(count('close'));
      });
      expect(running.faults).toEqual([]);
      alice.terminate();
    });

    test.each(['keep-alive', 'keep-alive, upgraded', 'close'])(
      'with Connection: %s it is none, and nobody is asked',
      async (connection) => {
        const running = await start();
        const raw = await RawConnection.open(subject(), running.port);
        raw.send(handshake('/').replace('Connection: Upgrade', `Connection: ${connection}`));
        await raw.until('HTTP/1.1 ');
        expect(running.upgrades).toEqual([]);
        expect(running.events).toEqual([]);
        raw.destroy();
      },
    );

    test('Connection may name more than the upgrade, in any case', async () => {
      const running = await start();
      const raw = await RawConnection.open(subject(), running.port);
      raw.send(handshake('/').replace('Connection: Upgrade', 'Connection: keep-alive , uPGRADE'));
      await raw.until('HTTP/1.1 101');
      expect(running.upgrades).toHaveLength(1);
      raw.destroy();
    });
  });
}
