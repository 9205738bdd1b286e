/**
 * Who may open a socket, and how many: between the transport and the node's core.
 * Invariants: a page of another site is turned away before anything is looked up; a socket belongs
 * to one session from its first byte on; a socket that is not admitted hands nothing to the core.
 *
 * Pages cannot read why a handshake failed. So whoever comes from our pages gets a socket, which is
 * closed at once with the code where there is no session or are too many sockets.
 */
import { type ErrorCode, errors } from '@jibber/schema/errors';
import { fail, type Result } from '@jibber/schema/result';
import type { TryLimit } from '../accounts/try-limits.ts';
import type { Connection, Identity, Sync } from '../log/sync.ts';
import { readCookie } from '../sessions/cookies.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type {
  Socket,
  SocketHandler,
  UpgradeDecision,
  UpgradeRequest,
} from '../transport/transport.ts';
import type { OriginCheck } from './same-origin.ts';
import type { Caller } from './visit.ts';

const socketPath = '/socket';

/** A use of a session by a socket is noted this often. */
const noteUseEveryMs = 60 * 60 * 1000;

/** What belongs to one socket, from handshake to close. */
export type Visit = {
  readonly address: string;
  readonly identity: Result<Identity, ErrorCode>;
  connection: Connection | undefined;
  usedAt: number;
};

export type SocketDoorOptions = {
  readonly sync: Pick<Sync, 'connect'>;
  readonly sessions: Pick<Sessions, 'authenticate' | 'noteUse'>;
  readonly isOurOrigin: OriginCheck;
  readonly callerOf: (request: UpgradeRequest) => Caller;
  readonly handshakesPerAddress: TryLimit;
  readonly socketsPerAccount: number;
  readonly socketsPerAddress: number;
  readonly now: () => number;
};

export function makeSocketDoor(options: SocketDoorOptions): SocketHandler<Visit> {
  const { sync, sessions, now } = options;
  const byAccount = makeCounter(options.socketsPerAccount);
  const byAddress = makeCounter(options.socketsPerAddress);

  /** Takes a place for a socket. False: there is none, and none was taken. */
  function takePlace(identity: Identity, address: string): boolean {
    if (!byAddress.take(address)) return false;
    if (byAccount.take(identity.userId)) return true;
    byAddress.giveBack(address);
    return false;
  }

  return {
    async upgrade(request) {
      if (request.path !== socketPath) return refuse('not-found');
      const caller = options.callerOf(request);
      const { origin, host } = request;
      const { isSecure, address } = caller;
      if (!options.isOurOrigin({ origin, host, fetchSite: undefined, isSecure })) {
        return refuse('origin-refused');
      }
      if (!options.handshakesPerAddress.take(address)) return refuse('too-many-sockets');
      const token = readCookie(request.cookie, 'session', isSecure);
      const identity = await sessions.authenticate(token);
      const context = { address, identity, connection: undefined, usedAt: now() };
      return { accept: true, context };
    },
    open(socket) {
      const { identity, address } = socket.context;
      const admitted =
        identity.ok && !takePlace(identity.value, address)
          ? fail('too-many-sockets' as const)
          : identity;
      if (!admitted.ok) {
        end(socket, admitted.code);
        return;
      }
      socket.context.connection = sync.connect(admitted.value, {
        send: (message) => socket.send(message),
        bufferedBytes: () => socket.bufferedBytes(),
        end: (code) => end(socket, code),
      });
    },
    async message({ context }, bytes) {
      if (context.connection === undefined || !context.identity.ok) return;
      context.connection.receive(bytes);
      if (now() - context.usedAt < noteUseEveryMs) return;
      context.usedAt = now();
      await sessions.noteUse(context.identity.value.sessionId);
    },
    drain: ({ context }) => context.connection?.drained(),
    close({ context }) {
      if (context.connection === undefined || !context.identity.ok) return;
      byAddress.giveBack(context.address);
      byAccount.giveBack(context.identity.value.userId);
      context.connection.closed();
    },
  };
}

function refuse(code: ErrorCode): UpgradeDecision<Visit> {
  return { accept: false, status: errors[code].status, code };
}

function end(socket: Socket<Visit>, code: ErrorCode): void {
  const entry = errors[code];
  socket.end('close' in entry ? entry.close : errors.internal.close, code);
}

/** Counts by key up to a bound; a key that nobody holds takes no memory. */
function makeCounter(max: number) {
  const counts = new Map<string, number>();
  return {
    take(key: string): boolean {
      const count = counts.get(key) ?? 0;
      if (count >= max) return false;
      counts.set(key, count + 1);
      return true;
    },
    giveBack(key: string): void {
      const count = counts.get(key) ?? 0;
      if (count <= 1) counts.delete(key);
      else counts.set(key, count - 1);
    },
  };
}
