/**
 * The boundary around every handler of the caller. Invariant: a fault of the caller's code never
 * reaches a native callback, where it would end the process; it costs the one socket it came from.
 */
import { errors } from '@jibber/schema/errors';
import {
  closeCodes,
  type Socket,
  type SocketHandler,
  type TransportLog,
  type UpgradeDecision,
  type UpgradeRequest,
} from './transport.ts';

/**
 * Runs `call` at once. A throw, or a rejection of the promise it answers, goes to `onFault`; nothing
 * is thrown. Also for handlers typed `void`, since an async function fits that type too.
 */
export function guard(call: () => unknown, onFault: (fault: unknown) => void): void {
  try {
    const outcome = call();
    if (outcome instanceof Promise) outcome.catch(onFault);
  } catch (fault) {
    onFault(fault);
  }
}

export class GuardedSockets<Context> {
  readonly #handler: SocketHandler<Context>;
  readonly #log: TransportLog;

  constructor(handler: SocketHandler<Context>, log: TransportLog) {
    this.#handler = handler;
    this.#log = log;
  }

  /** Never throws: a decision that fails is a refusal. */
  upgrade(request: UpgradeRequest): UpgradeDecision<Context> {
    try {
      return this.#handler.upgrade(request);
    } catch (fault) {
      this.#log.error({ err: fault }, 'the decision about a handshake failed');
      return { accept: false, status: errors.internal.status, code: 'internal' };
    }
  }

  open(socket: Socket<Context>): void {
    this.#run(socket, () => this.#handler.open(socket));
  }

  message(socket: Socket<Context>, bytes: Uint8Array): void {
    this.#run(socket, () => this.#handler.message(socket, bytes));
  }

  drain(socket: Socket<Context>): void {
    this.#run(socket, () => this.#handler.drain(socket));
  }

  close(socket: Socket<Context>, code: number): void {
    this.#run(socket, () => this.#handler.close(socket, code));
  }

  #run(socket: Socket<Context>, call: () => unknown): void {
    guard(call, (fault) => {
      this.#log.error({ err: fault }, 'the handler of a socket failed');
      socket.end(closeCodes.fault, 'internal');
    });
  }
}
