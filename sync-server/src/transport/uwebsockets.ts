/**
 * The transport on uWebSockets.js. Invariant: no exception leaves a native callback and no native
 * handle is used after its end; either would end the process.
 */
import { once } from 'node:events';
import { STATUS_CODES } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { errors } from '@jibber/schema/errors';
import { boundsOf, Exchange } from './exchange.ts';
import { GuardedSockets, guard } from './handler-boundary.ts';
import { Heartbeat, heartbeatTickMs } from './heartbeat.ts';
import { OpenWork } from './open-work.ts';
import { canonicalAddress } from './peer-address.ts';
import {
  type RawHead,
  type RawHeader,
  readPlainHead,
  refusalBody,
  refusalHeaders,
} from './request-head.ts';
import {
  closeCodes,
  ListenError,
  type Peer,
  type Transport,
  type TransportLimits,
  type TransportOptions,
  transportLimits,
  type UpgradeDecision,
} from './transport.ts';
import { readUpgrade } from './upgrade-request.ts';
import type {
  NativeApp,
  NativeContext,
  NativeListenSocket,
  NativeModule,
  NativeRequest,
  NativeResponse,
  NativeSocket,
} from './uwebsockets-module.ts';
import { UwsResponse } from './uwebsockets-response.ts';
import { SendTurn, type UwsData, UwsSocket } from './uwebsockets-socket.ts';

/** Frames that leave last need a moment in the kernel before their connection is cut. */
const farewellMs = 200;

export class UwebsocketsTransport<Context> implements Transport {
  readonly name = 'uwebsockets';
  readonly #module: NativeModule;
  readonly #options: TransportOptions<Context>;
  readonly #limits: TransportLimits;
  readonly #handler: GuardedSockets<Context>;
  readonly #secure: boolean;
  readonly #turn = new SendTurn((call) => this.#safely(call));
  readonly #exchanges = new OpenWork<UwsResponse>();
  readonly #sockets = new OpenWork<UwsSocket<Context>>();
  readonly #heartbeat: Heartbeat;
  #app: NativeApp | undefined;
  #listenSocket: NativeListenSocket | undefined;
  #ticking: NodeJS.Timeout | undefined;
  #closing = false;

  constructor(module: NativeModule, options: TransportOptions<Context>) {
    this.#module = module;
    this.#options = options;
    this.#limits = { ...transportLimits, ...options.limits };
    this.#handler = new GuardedSockets(options.sockets, options.log);
    this.#secure = options.tls !== undefined;
    this.#heartbeat = new Heartbeat({ ...this.#limits, now: () => performance.now() });
  }

  async listen(host: string, port: number): Promise<number> {
    const app = this.#makeApp();
    const listenSocket = await new Promise<NativeListenSocket | false>((resolve) => {
      // 1: for this process alone; by default several may listen on one port and share its peers.
      app.listen(host, port, 1, resolve);
    });
    if (listenSocket === false) throw new ListenError(host, port, await probeListen(host, port));
    this.#app = app;
    this.#listenSocket = listenSocket;
    this.#ticking = setInterval(() => {
      this.#safely(() => this.#heartbeat.tick());
    }, heartbeatTickMs(this.#limits));
    return this.#module.us_socket_local_port(listenSocket);
  }

  stopAccepting(): void {
    if (this.#listenSocket !== undefined) this.#module.us_listen_socket_close(this.#listenSocket);
    this.#listenSocket = undefined;
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.stopAccepting();
    const hadSockets = this.#sockets.all().length > 0;
    for (const socket of this.#sockets.all()) socket.end(closeCodes.goingAway, 'going away');
    await Promise.all([
      this.#sockets.whenEmpty(this.#limits.closeMs),
      this.#exchanges.whenEmpty(this.#limits.closeMs),
    ]);
    if (hadSockets) await delay(farewellMs);
    clearInterval(this.#ticking);
    this.#app?.close();
    this.#app = undefined;
  }

  #makeApp(): NativeApp {
    const { tls } = this.#options;
    const app =
      tls === undefined
        ? this.#module.App()
        : this.#module.SSLApp({ cert_file_name: tls.certFile, key_file_name: tls.keyFile });
    app.ws<UwsData<Context>>('/*', {
      // Above the limit there is room for the close frame that says so; far above, the connection
      // is cut without one, as is a reader for whom even the close frame does not fit.
      maxPayloadLength: this.#limits.frameBytes * 2,
      maxBackpressure: this.#limits.backpressureBytes + 16 * 1024,
      closeOnBackpressureLimit: true,
      idleTimeout: idleTimeoutSeconds(this.#limits),
      sendPingsAutomatically: true,
      compression: this.#module.DISABLED,
      upgrade: (res, req, context) => this.#safely(() => this.#upgrade(res, req, context)),
      open: (native) => this.#safely(() => this.#opened(native)),
      message: (native, message, isBinary) => {
        this.#safely(() => this.#received(native.getUserData().socket, message, isBinary));
      },
      drain: (native) => {
        const { socket } = native.getUserData();
        this.#safely(() => socket.drained() && this.#handler.drain(socket));
      },
      pong: (native) => this.#safely(() => this.#heartbeat.heard(native.getUserData().socket)),
      close: (native, code, message) => {
        this.#safely(() => this.#closed(native.getUserData().socket, code, textOf(message)));
      },
    });
    return app.any('/*', (res, req) => this.#safely(() => this.#serve(res, req)));
  }

  #opened(native: NativeSocket<UwsData<Context>>): void {
    const { socket } = native.getUserData();
    this.#sockets.add(socket);
    this.#heartbeat.add(socket);
    socket.opened(native);
    this.#handler.open(socket);
  }

  #received(socket: UwsSocket<Context>, message: ArrayBuffer, isBinary: boolean): void {
    if (socket.closed) return;
    this.#heartbeat.heard(socket);
    if (!isBinary) socket.end(closeCodes.textRefused, 'binary only');
    else if (message.byteLength > this.#limits.frameBytes) {
      socket.end(closeCodes.tooBig, 'too big');
    } else this.#handler.message(socket, new Uint8Array(message.slice(0)));
  }

  #closed(socket: UwsSocket<Context>, code: number, reason: string): void {
    this.#sockets.delete(socket);
    this.#heartbeat.delete(socket);
    const tooBig = code === closeCodes.lost && reason.includes('too big message');
    socket.lost(tooBig ? closeCodes.tooBig : code);
  }

  #serve(res: NativeResponse, req: NativeRequest): void {
    const peer = this.#peerOf(res);
    const head = readPlainHead(readNativeHead(req), this.#secure);
    if (!head.ok) {
      writeRefusal(res, errors[head.code].status, head.code);
      return;
    }
    const sink = new UwsResponse(res, {
      stallMs: this.#limits.stallMs,
      onEnded: (finished) => {
        exchange.ended(finished);
        this.#exchanges.delete(sink);
      },
    });
    const exchange = new Exchange(head.value, sink, {
      ...boundsOf(head.value, this.#limits, this.#options.uploads),
      handle: (request) => this.#options.handleHttp(request, peer),
      onFault: (fault) => this.#fault(fault),
      isClosing: () => this.#closing,
    });
    this.#exchanges.add(sink);
    if (head.value.body !== undefined) {
      // The chunk's memory is taken away when this returns.
      res.onData((chunk, isLast) => {
        this.#safely(() => exchange.receive(new Uint8Array(chunk.slice(0)), isLast));
      });
    }
    this.#safely(() => exchange.run());
  }

  #upgrade(res: NativeResponse, req: NativeRequest, context: NativeContext): void {
    const handshake = readUpgrade(readNativeHead(req), this.#peerOf(res));
    if (!handshake.ok) {
      writeRefusal(res, errors[handshake.code].status, handshake.code);
      return;
    }
    const decision: UpgradeDecision<Context> = this.#closing
      ? { accept: false, status: errors['going-away'].status, code: 'going-away' }
      : this.#handler.upgrade(handshake.value.request);
    if (!decision.accept) {
      writeRefusal(res, decision.status, decision.code);
      return;
    }
    const socket = new UwsSocket<Context>(decision.context, {
      turn: this.#turn,
      backpressureBytes: this.#limits.backpressureBytes,
      closeMs: this.#limits.closeMs,
      onClosed: (code) => this.#handler.close(socket, code),
    });
    const data: UwsData<Context> = { socket };
    // Within the callback: later, the library reads of a response what has become a socket by then,
    // and cuts some of them.
    res.upgrade(data, handshake.value.key, decision.protocol ?? '', '', context);
  }

  #peerOf(res: NativeResponse): Peer {
    const text = textOf(res.getRemoteAddressAsText());
    return { address: canonicalAddress(text) ?? text, secure: this.#secure };
  }

  #safely(call: () => unknown): void {
    guard(call, (fault) => this.#fault(fault));
  }

  #fault(fault: unknown): void {
    this.#options.log.error({ err: fault }, 'a request could not be answered');
  }
}

function readNativeHead(req: NativeRequest): RawHead {
  const headers: RawHeader[] = [];
  req.forEach((name, value) => {
    headers.push([name, value]);
  });
  const query = req.getQuery();
  const target = req.getUrl() + (query === undefined || query === '' ? '' : `?${query}`);
  return { method: req.getCaseSensitiveMethod(), target, headers };
}

/** Answers and closes the connection: how its next bytes would have to be read is not certain. */
function writeRefusal(res: NativeResponse, status: number, code: string): void {
  res.cork(() => {
    res.writeStatus(`${status} ${STATUS_CODES[status] ?? 'Refused'}`);
    for (const [name, value] of refusalHeaders) res.writeHeader(name, value);
    res.end(refusalBody(code), true);
  });
}

/** The library counts in steps of 4 s and demands more than 8; own pings keep it from firing. */
function idleTimeoutSeconds(limits: TransportLimits): number {
  return Math.min(960, Math.max(16, Math.ceil((limits.pingMs + limits.pongMs) / 1000) + 15));
}

function textOf(bytes: ArrayBuffer): string {
  return new TextDecoder().decode(bytes);
}

/** The library says only that it could not listen; Node says why. */
async function probeListen(host: string, port: number): Promise<string> {
  const probe = createServer();
  try {
    probe.listen({ host, port, exclusive: true });
    await once(probe, 'listening');
    return 'EUNKNOWN';
  } catch (fault) {
    return fault instanceof Error && 'code' in fault ? String(fault.code) : 'EUNKNOWN';
  } finally {
    probe.close();
  }
}
