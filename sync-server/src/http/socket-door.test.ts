import { userId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import { fail, succeed } from '@jibber/schema/result';
import { createVirtualTime } from '@jibber/schema/testkit/virtual-time';
import { expect, test } from 'vitest';
import type { Outlet } from '../log/sync.ts';
import type { Sessions } from '../sessions/sessions.ts';
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

type SetUp = {
  readonly handshakes?: number;
  readonly authenticate?: Sessions['authenticate'];
  readonly socketsPerAddress?: number;
};

function setUp({ handshakes = 10, authenticate, socketsPerAddress = 5 }: SetUp = {}) {
  const happened: string[] = [];
  const time = createVirtualTime();
  const clock = time.actor('node');
  let outlet: Outlet | undefined;
  let left = handshakes;
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
      authenticate:
        authenticate ??
        (async (token) => (token === 'a'.repeat(32) ? succeed(alice) : fail('signed-out'))),
      noteUse: async (sessionId) => {
        happened.push(`use of ${sessionId}`);
      },
    },
    isOurOrigin: ({ origin }) => origin === 'https://chat.example',
    callerOf: ({ address, secure }) => ({ address, isSecure: secure }),
    handshakesPerAddress: {
      take: () => {
        left -= 1;
        return left >= 0;
      },
      giveBack: () => undefined,
    },
    socketsPerAccount: 1,
    socketsPerAddress,
    scheduler: clock,
  });

  /** A socket, and the promise of what its opening began. */
  function begin(request: UpgradeRequest = handshake) {
    const decision = door.upgrade(request);
    if (!decision.accept) throw new Error(decision.code);
    let closed = false;
    const socket: Socket<Visit> = {
      context: decision.context,
      send: (bytes: Uint8Array) => happened.push(`send ${bytes.length}`) > 0,
      bufferedBytes: () => 7,
      end: (code: number, reason: string) => {
        closed = true;
        happened.push(`end ${code} ${reason}`);
      },
      get closed() {
        return closed;
      },
    };
    return { socket, opening: Promise.resolve(door.open(socket)) };
  }

  async function open(request?: UpgradeRequest): Promise<Socket<Visit>> {
    const { socket, opening } = begin(request);
    await opening;
    return socket;
  }

  return { door, time, clock, happened, begin, open, outlet: () => outlet };
}

/** A session that is read when the test says so. */
function laterSession() {
  const waiting: (() => void)[] = [];
  const authenticate: Sessions['authenticate'] = () =>
    new Promise((resolve) => waiting.push(() => resolve(succeed(alice))));
  return { authenticate, read: () => waiting.shift()?.() };
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

test('C5: what a device sends while its session is being read is heard in order afterwards', async () => {
  const session = laterSession();
  const { door, happened, begin } = setUp({ authenticate: session.authenticate });
  const { socket, opening } = begin();
  await door.message(socket, new Uint8Array(1));
  await door.message(socket, new Uint8Array(2));
  expect(happened).toEqual([]);
  session.read();
  await opening;
  await door.message(socket, new Uint8Array(3));
  expect(happened).toEqual(['connect a1', 'receive 1', 'receive 2', 'receive 3']);
});

test.each([
  ['messages', limits.earlyMessages, 1],
  ['bytes', limits.earlyBytes / limits.frameBytes, limits.frameBytes],
])('C5: it may be so many %s and no more', async (_name, count, sizeBytes) => {
  const session = laterSession();
  const { door, happened, begin } = setUp({ authenticate: session.authenticate });
  const { socket, opening } = begin();
  for (let sent = 0; sent < count; sent += 1) {
    await door.message(socket, new Uint8Array(sizeBytes));
  }
  expect(happened).toEqual([]);
  await door.message(socket, new Uint8Array(1));
  expect(happened).toEqual(['end 4013 slow-reader']);
  session.read();
  await opening;
  await door.close(socket, 4013);
  expect(happened).toEqual(['end 4013 slow-reader']);
});

test('a socket that is gone when its session was read connects nobody and leaves its place', async () => {
  const session = laterSession();
  const { door, happened, begin } = setUp({
    authenticate: session.authenticate,
    socketsPerAddress: 1,
  });
  const first = begin();
  await door.message(first.socket, new Uint8Array(1));
  await door.close(first.socket, 1006);
  session.read();
  await first.opening;
  expect(happened).toEqual([]);
  const second = begin();
  session.read();
  await second.opening;
  expect(happened).toEqual(['connect a1']);
});

test('sockets whose session is being read count for their address', async () => {
  const session = laterSession();
  const { happened, begin } = setUp({
    authenticate: session.authenticate,
    socketsPerAddress: 2,
  });
  begin();
  begin();
  expect(happened).toEqual([]);
  begin();
  expect(happened).toEqual(['end 4029 too-many-sockets']);
});

test('a session that cannot be read in time makes the device come again', async () => {
  const session = laterSession();
  const { time, happened, begin } = setUp({ authenticate: session.authenticate });
  const { opening } = begin();
  await time.runFor(9_999);
  expect(happened).toEqual([]);
  await time.runFor(1);
  expect(happened).toEqual(['end 1011 internal']);
  session.read();
  await opening;
  expect(happened).toEqual(['end 1011 internal']);
  expect(time.waiting()).toBe(0);
});

test('a session whose reading fails costs its socket only, and its place comes back', async () => {
  let isBroken = true;
  const { door, time, happened, begin, open } = setUp({
    socketsPerAddress: 1,
    authenticate: async () => {
      if (isBroken) throw new Error('no database');
      return succeed(alice);
    },
  });
  const { socket, opening } = begin();
  await expect(opening).rejects.toThrow('no database');
  await door.close(socket, 1011);
  expect(time.waiting()).toBe(0);
  isBroken = false;
  await open();
  expect(happened).toEqual(['connect a1']);
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
  for (const passedMs of [hourMs - 1, 1, 1, hourMs - 1]) {
    clock.jumpClock(passedMs);
    await door.message(socket, new Uint8Array(1));
  }
  expect(happened.filter((each) => each.startsWith('use'))).toEqual(['use of a1', 'use of a1']);
});

test('handshakes of one address are bounded before anything is looked up', () => {
  const { door } = setUp({ handshakes: 1 });
  expect(door.upgrade(handshake)).toMatchObject({ accept: true });
  expect(door.upgrade(handshake)).toEqual({
    accept: false,
    status: 429,
    code: 'too-many-sockets',
  });
});

test.each([
  ['another path', { path: '/y/doc' }, 'not-found'],
  ['another origin', { origin: 'https://mallory.example' }, 'origin-refused'],
])('a handshake with %s is refused', (_name, claims, code) => {
  const { door } = setUp();
  expect(door.upgrade({ ...handshake, ...claims })).toMatchObject({ accept: false, code });
});
