/**
 * The transport on Node's own HTTP server and the `ws` library, for machines where no binary of
 * uWebSockets.js loads. Invariant: it behaves as the other one does; one contract suite holds both.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { errors } from '@jibber/schema/errors';
import { type WebSocket, WebSocketServer } from 'ws';
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
import { WsResponse } from './ws-response.ts';
import { WsSocket } from './ws-socket.ts';

export class WsTransport<Context> implements Transport {
  readonly name = 'ws';
  readonly #options: TransportOptions<Context>;
  readonly #limits: TransportLimits;
  readonly #handler: GuardedSockets<Context>;
  readonly #secure: boolean;
  readonly #server: Server;
  readonly #webSockets: WebSocketServer;
  /** The sub-protocol decided on, for the library to ask back. */
  readonly #protocols = new WeakMap<IncomingMessage, string>();
  readonly #exchanges = new OpenWork<WsResponse>();
  readonly #sockets = new OpenWork<WsSocket<Context>>();
  /** All of them: the server itself forgets those that speak no HTTP, or not yet. */
  readonly #connections = new Set<Duplex>();
  readonly #heartbeat: Heartbeat;
  #ticking: NodeJS.Timeout | undefined;
  #closing = false;

  constructor(options: TransportOptions<Context>) {
    this.#options = options;
    this.#limits = { ...transportLimits, ...options.limits };
    this.#handler = new GuardedSockets(options.sockets, options.log);
    this.#secure = options.tls !== undefined;
    this.#heartbeat = new Heartbeat({ ...this.#limits, now: () => performance.now() });
    this.#server = makeServer(options, this.#limits);
    this.#webSockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: this.#limits.frameBytes,
      handleProtocols: (_offered, request) => this.#protocols.get(request) ?? false,
    });
    this.#server.on('connection', (connection) => {
      this.#connections.add(connection);
      connection.on('close', () => this.#connections.delete(connection));
    });
    this.#server.on('request', (req, res) => this.#safely(() => this.#serve(req, res)));
    this.#server.on('upgrade', (req, stream, head) => {
      this.#safely(() => this.#upgrade(req, stream, head));
    });
    this.#server.on('clientError', (fault: Error & { code?: string }, stream) => {
      refuse(stream, statusOfClientError(fault.code), 'malformed');
    });
  }

  async listen(host: string, port: number): Promise<number> {
    try {
      this.#server.listen({ host, port, exclusive: true });
      await once(this.#server, 'listening');
    } catch (fault) {
      const code = fault instanceof Error && 'code' in fault ? String(fault.code) : 'EUNKNOWN';
      throw new ListenError(host, port, code);
    }
    this.#ticking = setInterval(() => {
      this.#safely(() => this.#heartbeat.tick());
    }, heartbeatTickMs(this.#limits));
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : port;
  }

  stopAccepting(): void {
    if (this.#server.listening) this.#server.close();
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.stopAccepting();
    for (const socket of this.#sockets.all()) socket.end(closeCodes.goingAway, 'going away');
    await Promise.all([
      this.#sockets.whenEmpty(this.#limits.closeMs),
      this.#exchanges.whenEmpty(this.#limits.closeMs),
    ]);
    clearInterval(this.#ticking);
    for (const socket of this.#sockets.all()) socket.cut();
    this.#server.closeAllConnections();
    for (const connection of this.#connections) connection.destroy();
  }

  #serve(req: IncomingMessage, res: ServerResponse): void {
    const peer = this.#peerOf(req);
    const head = readPlainHead(readNodeHead(req), this.#secure);
    // The loss of a connection; `close` of the response follows and is handled there.
    req.on('error', (fault) => this.#lost(fault));
    res.on('error', (fault) => this.#lost(fault));
    if (!head.ok) {
      refuse(req.socket, errors[head.code].status, head.code);
      return;
    }
    const sink = new WsResponse(req, res, {
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
      req.on('data', (chunk: Buffer) => exchange.receive(new Uint8Array(chunk), false));
      req.on('end', () => exchange.receive(new Uint8Array(), true));
    }
    this.#safely(() => exchange.run());
  }

  #upgrade(req: IncomingMessage, stream: Duplex, head: Buffer): void {
    stream.on('error', (fault) => this.#lost(fault));
    const handshake = readUpgrade(readNodeHead(req), this.#peerOf(req));
    if (!handshake.ok) {
      refuse(stream, errors[handshake.code].status, handshake.code);
      return;
    }
    const decision: UpgradeDecision<Context> = this.#closing
      ? { accept: false, status: errors['going-away'].status, code: 'going-away' }
      : this.#handler.upgrade(handshake.value.request);
    if (!decision.accept) {
      refuse(stream, decision.status, decision.code);
      return;
    }
    if (decision.protocol !== undefined) this.#protocols.set(req, decision.protocol);
    this.#webSockets.handleUpgrade(req, stream, head, (ws) => {
      this.#open(decision.context, ws, stream);
    });
  }

  #open(context: Context, ws: WebSocket, stream: Duplex): void {
    const socket = new WsSocket<Context>(context, ws, stream, {
      backpressureBytes: this.#limits.backpressureBytes,
      closeMs: this.#limits.closeMs,
      onClosed: (code) => this.#handler.close(socket, code),
      onDrained: () => this.#handler.drain(socket),
    });
    let code: number | undefined;
    this.#sockets.add(socket);
    this.#heartbeat.add(socket);
    ws.on('message', (bytes: Buffer, isBinary) => {
      if (socket.closed) return;
      this.#heartbeat.heard(socket);
      if (!isBinary) socket.end(closeCodes.textRefused, 'binary only');
      else this.#handler.message(socket, new Uint8Array(bytes));
    });
    ws.on('pong', () => this.#heartbeat.heard(socket));
    ws.on('error', (fault: Error & { code?: string }) => {
      if (fault.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') code = closeCodes.tooBig;
      this.#lost(fault);
    });
    ws.on('close', (peerCode) => {
      this.#sockets.delete(socket);
      this.#heartbeat.delete(socket);
      socket.lost(code ?? peerCode);
    });
    this.#handler.open(socket);
  }

  #peerOf(req: IncomingMessage): Peer {
    const text = req.socket.remoteAddress ?? '';
    return { address: canonicalAddress(text) ?? text, secure: this.#secure };
  }

  #safely(call: () => unknown): void {
    guard(call, (fault) => this.#fault(fault));
  }

  #fault(fault: unknown): void {
    this.#options.log.error({ err: fault }, 'a request could not be answered');
  }

  /** Connections break every day; whoever looks for one that should not have finds it here. */
  #lost(fault: Error): void {
    this.#options.log.debug({ err: fault }, 'a connection was lost');
  }
}

function makeServer<Context>(options: TransportOptions<Context>, limits: TransportLimits): Server {
  const { requestMs, headerBytes } = limits;
  const common: ServerOptions = {
    maxHeaderSize: headerBytes,
    headersTimeout: requestMs,
    // Of those that may take longer; each exchange has its own deadline.
    requestTimeout: Math.max(requestMs, options.uploads?.requestMs ?? 0),
    keepAliveTimeout: requestMs,
    connectionsCheckingInterval: Math.max(50, Math.floor(requestMs / 10)),
  };
  if (options.tls === undefined) return createServer(common);
  return createTlsServer({
    ...common,
    handshakeTimeout: requestMs,
    cert: readFileSync(options.tls.certFile),
    key: readFileSync(options.tls.keyFile),
  });
}

function readNodeHead(req: IncomingMessage): RawHead {
  const headers: RawHeader[] = [];
  for (let index = 0; index + 1 < req.rawHeaders.length; index += 2) {
    headers.push([req.rawHeaders[index] ?? '', req.rawHeaders[index + 1] ?? '']);
  }
  return { method: req.method ?? '', target: req.url ?? '', headers };
}

function statusOfClientError(code: string | undefined): number {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
}

/** Answers and closes the connection: how its next bytes would have to be read is not certain. */
function refuse(stream: Duplex, status: number, code: string): void {
  if (!stream.writable) {
    stream.destroy();
    return;
  }
  const body = refusalBody(code);
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}`,
    ...refusalHeaders.map(([name, value]) => `${name}: ${value}`),
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  stream.end(`${lines.join('\r\n')}\r\n\r\n${body}`, () => stream.destroy());
}
