/**
 * The port to the network: one listening address that serves HTTP and WebSocket. Adapters stand
 * beside it and are the only files that know a library. Invariant: nothing a peer sends and nothing
 * a handler throws ends the process; every queue here has a bound and every wait a deadline.
 */
import { errors } from '@jibber/schema/errors';
import { limits } from '@jibber/schema/limits';

export type TransportName = 'uwebsockets' | 'ws';

export interface Transport {
  readonly name: TransportName;
  /**
   * Takes the port for this process alone and answers the port bound (give 0 for a free one).
   * Rejects with a {@link ListenError}. Call it once.
   */
  listen(host: string, port: number): Promise<number>;
  /** No new connection from now on; those in use go on. May be called before `close`. */
  stopAccepting(): void;
  /**
   * Ends every socket with 1001, lets running requests and unsent bytes finish for at most
   * `limits.closeMs`, then cuts what is left. Resolves when nothing of it is left open.
   */
  close(): Promise<void>;
}

/** Who is at the other end of this very connection: a proxy, where there is one. */
export type Peer = {
  /** IP address as text; an IPv4 address inside IPv6 is given as IPv4. */
  readonly address: string;
  /** Whether this connection is TLS; what a proxy says of itself is not considered. */
  readonly secure: boolean;
};

export type TransportOptions<Context> = {
  /** PEM files. With them the port speaks HTTPS and WSS only. */
  readonly tls?: { readonly certFile: string; readonly keyFile: string };
  /**
   * Answers a request. `request.signal` fires when the client went away; the body is counted and
   * fails beyond `httpBodyBytes` (or what `uploads` says), whereupon the client gets 413 whatever the handler answers; it can
   * be read until the handler answers.
   * A body without Content-Length is gathered up to 64 KiB before its first byte leaves.
   */
  handleHttp(request: Request, peer: Peer): Promise<Response>;
  readonly uploads?: Uploads;
  readonly sockets: SocketHandler<Context>;
  readonly limits?: Partial<TransportLimits>;
  readonly log: TransportLog;
};

/** Requests whose body may be larger than `httpBodyBytes`, and may take longer than `requestMs`. */
export type Uploads = {
  /** Told by the head alone; the path is decoded as far as a URL is, no further. */
  matches(method: string, path: string): boolean;
  readonly bodyBytes: number;
  readonly requestMs: number;
};

/**
 * What happens to sockets: of each one `open`, then any `message` and `drain`, then exactly one
 * `close`. The calls do not wait for each other; who works on after returning keeps his own bounded
 * queue. One that throws, or answers a promise that rejects, is logged and costs its own socket only
 * (close code 1011).
 */
export interface SocketHandler<Context> {
  /**
   * Decides about a handshake from its head alone, at once; nothing of `request` is a promise of
   * anything but the bytes sent. A native library loses sockets whose handshake is answered after
   * its callback has returned. So what has to be looked up is looked up after `open`.
   */
  upgrade(request: UpgradeRequest): UpgradeDecision<Context>;
  open(socket: Socket<Context>): unknown;
  /** A binary message. `bytes` is a copy the receiver may keep. */
  message(socket: Socket<Context>, bytes: Uint8Array): unknown;
  /** All unsent bytes have gone out after some stood still. Pull the next part of a catch-up here. */
  drain(socket: Socket<Context>): unknown;
  /**
   * The socket is gone; nothing can be sent. `code` is what this side ended it with, else what the
   * peer sent (1005: none), else 1006, or 1009 for a message that was too large.
   */
  close(socket: Socket<Context>, code: number): unknown;
}

/** Header values as sent; of repeated headers all, joined as HTTP defines (`, `; cookies `; `). */
export type UpgradeRequest = Peer & {
  readonly path: string;
  /** Without `?`; empty if there is none. */
  readonly query: string;
  readonly origin?: string;
  readonly cookie?: string;
  readonly host?: string;
  /** Sub-protocols offered. */
  readonly protocol?: string;
  readonly authorization?: string;
  readonly forwardedFor?: string;
  readonly forwardedProto?: string;
};

export type UpgradeDecision<Context> =
  | {
      readonly accept: true;
      readonly context: Context;
      /** One of the sub-protocols offered; browsers need it where they offered one. */
      readonly protocol?: string;
    }
  | { readonly accept: false; readonly status: number; readonly code: string };

export interface Socket<Context> {
  readonly context: Context;
  /**
   * Hands over one binary message; those of one JavaScript turn leave together. `bytes` must not be
   * changed afterwards. False: the socket is closed, or has just been, because more than
   * `backpressureBytes` would stand unsent (close code 4013). What was sent before is not lost. Who
   * has more than that for one socket looks at `bufferedBytes` and goes on in `drain`.
   */
  send(bytes: Uint8Array): boolean;
  /** Bytes handed over that the operating system has not taken; sends what waits for the turn's end. */
  bufferedBytes(): number;
  /** Closes with a code. Nothing more is received; `close` of the handler follows. Repeats are ignored. */
  end(code: number, reason: string): void;
  readonly closed: boolean;
}

/** Fits pino. Fields carry no text, address or secret of a person. */
export interface TransportLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export type TransportLimits = {
  /** Largest message of a socket, in and after reassembly. */
  readonly frameBytes: number;
  readonly backpressureBytes: number;
  readonly httpBodyBytes: number;
  /** All header lines of a request together. */
  readonly headerBytes: number;
  /** Until the headers are complete, and again until the body is; slow-loris ends here. */
  readonly requestMs: number;
  /** A reader of a response who takes nothing for so long is cut. */
  readonly stallMs: number;
  /** A ping goes out this often … */
  readonly pingMs: number;
  /**
   * … and without a pong or a whole message in this time the socket is closed (4008), whatever bytes
   * trickle in. Long enough for a pong that queues behind a backlog on a slow line.
   */
  readonly pongMs: number;
  /** How long `close` waits for what is under way. */
  readonly closeMs: number;
};

export const transportLimits: TransportLimits = {
  frameBytes: limits.frameBytes,
  backpressureBytes: limits.backpressureBytes,
  httpBodyBytes: limits.httpBodyBytes,
  headerBytes: 8 * 1024,
  requestMs: 10_000,
  stallMs: 10_000,
  pingMs: 25_000,
  pongMs: 20_000,
  closeMs: 3_000,
};

/** Close codes this layer gives by itself. */
export const closeCodes = {
  goingAway: errors['going-away'].close,
  textRefused: 1003,
  noCode: 1005,
  lost: 1006,
  tooBig: errors['too-big'].close,
  fault: errors.internal.close,
  slowReader: errors['slow-reader'].close,
  silent: errors['silent-peer'].close,
} as const;

/** Why a port could not be taken; `code` as Node names it, for example EADDRINUSE or EACCES. */
export class ListenError extends Error {
  readonly code: string;

  constructor(host: string, port: number, code: string) {
    const reason =
      code === 'EADDRINUSE'
        ? 'another program listens there; stop it, or set another PORT'
        : code === 'EACCES'
          ? 'this user may not; choose a PORT above 1023'
          : 'check HOST and PORT';
    super(`Cannot listen on ${host}:${port} (${code}): ${reason}.`);
    this.name = 'ListenError';
    this.code = code;
  }
}
