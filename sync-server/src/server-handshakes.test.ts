/** Many devices at once through the whole server: none that opened its socket may be forgotten. */
import { afterEach, expect, test } from 'vitest';
import type { RunningServer } from './server.ts';
import { Browser, startTestServer } from './testkit/test-server.ts';
import { TestSocket } from './testkit/test-socket.ts';

let server: RunningServer | undefined;

afterEach(() => server?.stop());

const waves = 8;
const devices = 32;

test.each(['uwebsockets', 'ws'])(
  '%s: devices that come in waves, and leave without a word, are all caught up',
  async (transport) => {
    server = await startTestServer({ TRANSPORT: transport, SOCKETS_PER_ADDRESS: '1000' });
    const alice = new Browser(server);
    await alice.createAccount('Alice');
    let caughtUp = 0;
    for (let wave = 0; wave < waves; wave += 1) {
      const sockets = Array.from({ length: devices }, () => new TestSocket(alice));
      await Promise.all(
        sockets.map(async (socket) => {
          await socket.opened;
          socket.hello();
          await Promise.race([
            socket.receive((frame) => (frame.type === 'chats' && frame.last ? frame : undefined)),
            socket.closed.then((code) => {
              throw new Error(`closed with ${code} in wave ${wave}`);
            }),
          ]);
          caughtUp += 1;
        }),
      );
      for (const socket of sockets) socket.close();
      await Promise.all(sockets.map((socket) => socket.closed));
    }
    expect(caughtUp).toBe(waves * devices);
  },
  60_000,
);
