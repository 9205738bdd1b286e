import { userId } from '@jibber/schema/ids';
import { fail, succeed } from '@jibber/schema/result';
import { expect, test } from 'vitest';
import type { Outlet } from '../log/sync.ts';
import type { Socket, UpgradeRequest } from '../transport/transport.ts';
import { makeSocketDoor, type Visit } from './socket-door.ts';

const alice = { userId: userId('01890000-0000-7000-8000-00000000000a'), sessionId: 'a1' };
const hourMs = 60 * 60 * 1000;
const handshake: UpgradeRequest = {
  address: '192.0.2.1',
  secure: true,
  path: '/socket',
  query: '',
  origin: 'https://chat.example',
  cookie: `__Host-session=${'a'.repeat(32)}`,
};

function setUp(handshakes = 10) {
  const happened: string[] = [];
  const clock = { now: 0 };
  let outlet: Outlet | undefined;
  const door = makeSocketDoor({
    sync: {
      connect(identity, given) {
        outlet = given;
        happened.push(`connect ${identity.sessionId}`);
        return {
          receive: (bytes) => happened.push(`receive ${bytes.length}`),
          drained: () => happened.push('drained'),
          closed: () => happened.push('closed'),
        };
      },
    },
    sessions: {
      authenticate: async (token) =>
        token === 'a'.repeat(32) ? succeed(alice) : fail('signed-out'),
      noteUse: async (sessionId) => {
        happened.push(`use of ${sessionId}`);
      },
    },
    isOurOrigin: ({ origin }) => origin === 'https://chat.example',
    callerOf: ({ address, secure }) => ({ address, isSecure: secure }),
    handshakesPerAddress: {
      take: () => {
        handshakes -= 1;
        return handshakes >= 0;
      },
      giveBack: () => undefined,
    },
    socketsPerAccount: 1,
    socketsPerAddress: 5,
    now: () => clock.now,
  });

  async function open(request: UpgradeRequest = handshake): Promise<Socket<Visit>> {
    const decision = await door.upgrade(request);
    if (!decision.accept) throw new Error(decision.code);
    const socket = {
      context: decision.context,
      send: (bytes: Uint8Array) => happened.push(`send ${bytes.length}`) > 0,
      bufferedBytes: () => 7,
      end: (code: number, reason: string) => {
        happened.push(`end ${code} ${reason}`);
      },
      closed: false,
    };
    await door.open(socket);
    return socket;
  }

  return { door, clock, happened, open, outlet: () => outlet };
}

test('a socket is one connection of the core from opening to close', async () => {
  const { door, happened, open, outlet } = setUp();
  const socket = await open();
  await door.message(socket, new Uint8Array(3));
  await door.drain(socket);
  expect(outlet()?.send(new Uint8Array(5))).toBe(true);
  expect(outlet()?.bufferedBytes()).toBe(7);
  outlet()?.end('session-ended');
  await door.close(socket, 4402);
  expect(happened).toEqual([
    'connect a1',
    'receive 3',
    'drained',
    'send 5',
    'end 4402 session-ended',
    'closed',
  ]);
});

test('what a socket without a session sends reaches nobody', async () => {
  const { door, happened, open } = setUp();
  const { cookie: _cookie, ...nameless } = handshake;
  const socket = await open(nameless);
  await door.message(socket, new Uint8Array(3));
  await door.drain(socket);
  await door.close(socket, 4401);
  expect(happened).toEqual(['end 4401 signed-out']);
});

test('a socket that found no place takes none away when it closes', async () => {
  const { door, happened, open } = setUp();
  const first = await open();
  const second = await open();
  await door.close(second, 4029);
  await open();
  expect(happened).toEqual([
    'connect a1',
    'end 4029 too-many-sockets',
    'end 4029 too-many-sockets',
  ]);
  await door.close(first, 1000);
  await open();
  expect(happened.slice(3)).toEqual(['closed', 'connect a1']);
});

test('a session that only lives in a socket is noted as used, once an hour', async () => {
  const { door, clock, happened, open } = setUp();
  const socket = await open();
  for (const now of [hourMs - 1, hourMs, hourMs + 1, 2 * hourMs]) {
    clock.now = now;
    await door.message(socket, new Uint8Array(1));
  }
  expect(happened.filter((each) => each.startsWith('use'))).toEqual(['use of a1', 'use of a1']);
});

test('handshakes of one address are bounded before anything is looked up', async () => {
  const { door } = setUp(1);
  expect(await door.upgrade(handshake)).toMatchObject({ accept: true });
  expect(await door.upgrade(handshake)).toEqual({
    accept: false,
    status: 429,
    code: 'too-many-sockets',
  });
});

test.each([
  ['another path', { path: '/y/doc' }, 'not-found'],
  ['another origin', { origin: 'https://mallory.example' }, 'origin-refused'],
])('a handshake with %s is refused', async (_name, claims, code) => {
  const { door } = setUp();
  expect(await door.upgrade({ ...handshake, ...claims })).toMatchObject({ accept: false, code });
});
