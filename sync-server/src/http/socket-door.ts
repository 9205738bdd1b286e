/**
 * Who may open a socket, and how many: between the transport and the node's core.
 * Invariants: a page of another site is turned away before anything is looked up; a socket belongs
 * to one session from its first byte on; a socket that is not admitted hands nothing to the core.
 *
 * Pages cannot read why a handshake failed. So whoever comes from our pages gets a socket, and where
 * there is no session or are too many sockets it is closed with the code, as soon as that is known.
 * What it sends while its session is being read waits, within bounds.
 */
import { type ErrorCode, errors } from '@jibber/schema/errors';
import { limits } from '@jibber/schema/limits';
import type { Cancel, Scheduler } from '@jibber/schema/scheduler';
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
import { EarlyMessages } from './early-messages.ts';
import type { OriginCheck } from './same-origin.ts';
import type { Caller } from './visit.ts';

const socketPath = '/socket';

/** A use of a session by a socket is noted this often. */
const noteUseEveryMs = 60 * 60 * 1000;
/** A session that is not read by then will not be: the device comes again. */
const readSessionMs = 10_000;

type Stage =
  /** Not opened yet, or not admitted, or gone. */
  | { readonly name: 'outside' }
  /** Its session is being read; it has a place of its address. */
  | { readonly name: 'waiting'; readonly early: EarlyMessages; readonly stopWaiting: Cancel }
  | {
      readonly name: 'admitted';
      readonly identity: Identity;
      readonly connection: Connection;
      usedAt: number;
    };

/** What belongs to one socket, from handshake to close. */
export type Visit = {
  readonly address: string;
  readonly token: string | undefined;
  stage: Stage;
};

export type SocketDoorOptions = {
  readonly sync: Pick<Sync, 'connect'>;
  readonly sessions: Pick<Sessions, 'authenticate' | 'noteUse'>;
  readonly isOurOrigin: OriginCheck;
  readonly callerOf: (request: UpgradeRequest) => Caller;
  readonly handshakesPerAddress: TryLimit;
  readonly socketsPerAccount: number;
  readonly socketsPerAddress: number;
  readonly scheduler: Pick<Scheduler, 'now' | 'after'>;
};

export function makeSocketDoor(options: SocketDoorOptions): SocketHandler<Visit> {
  const { sync, sessions, scheduler } = options;
  const byAccount = makeCounter(options.socketsPerAccount);
  const byAddress = makeCounter(options.socketsPerAddress);

  /** Turns a socket away that has a place of its address. */
  function turnAway(socket: Socket<Visit>, code: ErrorCode): void {
    leave(socket.context);
    end(socket, code);
  }

  /** Gives back what a socket holds; a socket that holds nothing stays as it is. */
  function leave(visit: Visit): void {
    const { stage, address } = visit;
    visit.stage = { name: 'outside' };
    if (stage.name === 'outside') return;
    byAddress.giveBack(address);
    if (stage.name === 'waiting') {
      stage.stopWaiting();
      return;
    }
    byAccount.giveBack(stage.identity.userId);
    stage.connection.closed();
  }

  function admit(socket: Socket<Visit>, identity: Identity, early: EarlyMessages): void {
    const visit = socket.context;
    const connection = sync.connect(identity, {
      send: (message) => socket.send(message),
      bufferedBytes: () => socket.bufferedBytes(),
      end: (code) => end(socket, code),
    });
    visit.stage = { name: 'admitted', identity, connection, usedAt: scheduler.now() };
    for (const message of early.take()) if (!socket.closed) connection.receive(message);
  }

  return {
    upgrade(request) {
      if (request.path !== socketPath) return refuse('not-found');
      const caller = options.callerOf(request);
      const { origin, host } = request;
      const { isSecure, address } = caller;
      if (!options.isOurOrigin({ origin, host, fetchSite: undefined, isSecure })) {
        return refuse('origin-refused');
      }
      if (!options.handshakesPerAddress.take(address)) return refuse('too-many-sockets');
      const token = readCookie(request.cookie, 'session', isSecure);
      return { accept: true, context: { address, token, stage: { name: 'outside' } } };
    },
    async open(socket) {
      const visit = socket.context;
      if (!byAddress.take(visit.address)) {
        end(socket, 'too-many-sockets');
        return;
      }
      const early = new EarlyMessages(limits.earlyMessages, limits.earlyBytes);
      const stopWaiting = scheduler.after(readSessionMs, () => turnAway(socket, 'internal'));
      const waiting: Stage = { name: 'waiting', early, stopWaiting };
      visit.stage = waiting;
      const identity = await sessions.authenticate(visit.token);
      // It may have been closed meanwhile, by either side.
      if (visit.stage !== waiting) return;
      if (!identity.ok) turnAway(socket, closeReasonOf(identity.code));
      else if (!byAccount.take(identity.value.userId)) turnAway(socket, 'too-many-sockets');
      else {
        stopWaiting();
        admit(socket, identity.value, early);
      }
    },
    async message(socket, bytes) {
      const { stage } = socket.context;
      if (stage.name === 'waiting' && !stage.early.add(bytes)) turnAway(socket, 'slow-reader');
      if (stage.name !== 'admitted') return;
      stage.connection.receive(bytes);
      const now = scheduler.now();
      if (now - stage.usedAt < noteUseEveryMs) return;
      stage.usedAt = now;
      await sessions.noteUse(stage.identity.sessionId);
    },
    drain({ context: { stage } }) {
      if (stage.name === 'admitted') stage.connection.drained();
    },
    close: ({ context }) => leave(context),
  };
}

/** That the account itself is gone is told by `GET /api/session`, which every device asks then. */
function closeReasonOf(code: ErrorCode): ErrorCode {
  return code === 'account-deleted' ? 'session-ended' : code;
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
