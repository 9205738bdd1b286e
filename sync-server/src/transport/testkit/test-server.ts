/**
 * A transport under test with a handler that records what happens to sockets, and clients for it:
 * one of the `ws` library and one of Node's HTTP.
 */
import { once } from 'node:events';
import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { request as requestTls, Agent as TlsAgent } from 'node:https';
import { WebSocket } from 'ws';
import type { TestCertificate } from '../../../../scripts/services/certificate.ts';
import { createTransport } from '../create-transport.ts';
import type {
  Peer,
  Socket,
  SocketHandler,
  Transport,
  TransportLimits,
  TransportName,
  UpgradeRequest,
  Uploads,
} from '../transport.ts';

export type Subject = { readonly kind: TransportName; readonly certificate?: TestCertificate };

/** What tests tell sockets apart by. */
export type Context = { readonly name: string };

export type SocketEvent =
  | { readonly kind: 'open'; readonly name: string }
  | { readonly kind: 'message'; readonly name: string; readonly bytes: Uint8Array }
  | { readonly kind: 'drain'; readonly name: string }
  | { readonly kind: 'close'; readonly name: string; readonly code: number };

export type Setup = {
  readonly limits?: Partial<TransportLimits>;
  readonly handleHttp?: (request: Request, peer: Peer) => Promise<Response>;
  readonly uploads?: Uploads;
  readonly sockets?: Partial<SocketHandler<Context>>;
};

export type Answer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: string;
};

export type TestServer = {
  readonly transport: Transport;
  readonly port: number;
  readonly events: SocketEvent[];
  readonly upgrades: UpgradeRequest[];
  /** Sentences of what was logged as an error. */
  readonly faults: string[];
  readonly sockets: Map<string, Socket<Context>>;
  readonly agent: Agent;
  connect(path?: string, headers?: Record<string, string>, protocol?: string): Promise<WebSocket>;
  /** A request of which nothing is sent yet; its agent keeps connections. */
  begin(path: string, options?: { method?: string; headers?: object }): ReturnType<typeof request>;
  ask(
    path: string,
    options?: { method?: string; headers?: object; body?: Uint8Array | string },
  ): Promise<Answer>;
  stop(): Promise<void>;
};

export async function startTestServer(subject: Subject, setup: Setup = {}): Promise<TestServer> {
  const events: SocketEvent[] = [];
  const upgrades: UpgradeRequest[] = [];
  const faults: string[] = [];
  const sockets = new Map<string, Socket<Context>>();
  const { certificate } = subject;
  const transport = createTransport<Context>(subject.kind, {
    ...(certificate === undefined ? {} : { tls: certificate }),
    limits: { closeMs: 500, ...setup.limits },
    log: {
      debug: () => undefined,
      info: () => undefined,
      warn: (_fields, sentence) => faults.push(sentence),
      error: (fields, sentence) => {
        faults.push(sentence + describe('err' in fields ? fields.err : undefined));
      },
    },
    handleHttp: setup.handleHttp ?? (async () => new Response('hello')),
    ...(setup.uploads === undefined ? {} : { uploads: setup.uploads }),
    sockets: {
      upgrade: (upgrade) => {
        upgrades.push(upgrade);
        if (setup.sockets?.upgrade !== undefined) return setup.sockets.upgrade(upgrade);
        return { accept: true, context: { name: upgrade.path } };
      },
      open: (socket) => {
        sockets.set(socket.context.name, socket);
        events.push({ kind: 'open', name: socket.context.name });
        return setup.sockets?.open?.(socket);
      },
      message: (socket, bytes) => {
        events.push({ kind: 'message', name: socket.context.name, bytes });
        return setup.sockets?.message?.(socket, bytes);
      },
      drain: (socket) => {
        events.push({ kind: 'drain', name: socket.context.name });
        return setup.sockets?.drain?.(socket);
      },
      close: (socket, code) => {
        events.push({ kind: 'close', name: socket.context.name, code });
        return setup.sockets?.close?.(socket, code);
      },
    },
  });
  const port = await transport.listen('127.0.0.1', 0);
  const agentOptions = { keepAlive: true, maxSockets: 1 };
  const agent =
    certificate === undefined
      ? new Agent(agentOptions)
      : new TlsAgent({ ...agentOptions, ca: certificate.cert });
  const begin: TestServer['begin'] = (path, options = {}) =>
    (certificate === undefined ? request : requestTls)({
      host: '127.0.0.1',
      port,
      path,
      agent,
      method: options.method ?? 'GET',
      headers: { ...options.headers },
    });
  return {
    transport,
    port,
    events,
    upgrades,
    faults,
    sockets,
    agent,
    begin,
    connect: async (path = '/', headers = {}, protocol) => {
      const scheme = certificate === undefined ? 'ws' : 'wss';
      const socket = new WebSocket(`${scheme}://127.0.0.1:${port}${path}`, protocol, {
        headers,
        perMessageDeflate: false,
        ...(certificate === undefined ? {} : { ca: certificate.cert }),
      });
      await once(socket, 'open');
      return socket;
    },
    ask: async (path, options = {}) => {
      const sending = begin(path, options);
      sending.end(options.body);
      return readAnswer(sending);
    },
    stop: async () => {
      agent.destroy();
      await transport.close();
    },
  };
}

export async function readAnswer(sending: ReturnType<typeof request>): Promise<Answer> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    sending.on('response', resolve);
    sending.on('error', reject);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    rawHeaders: response.rawHeaders,
    body: Buffer.concat(chunks).toString(),
  };
}

export async function closeOf(socket: WebSocket): Promise<{ code: number; reason: string }> {
  const [code, reason] = await once(socket, 'close');
  return { code, reason: String(reason) };
}

/** Close codes that the handler was told for a socket. */
export function closesOf(server: TestServer, name: string): number[] {
  return server.events.flatMap((event) =>
    event.kind === 'close' && event.name === name ? [event.code] : [],
  );
}

export function messagesOf(server: TestServer, name: string): Uint8Array[] {
  return server.events.flatMap((event) =>
    event.kind === 'message' && event.name === name ? [event.bytes] : [],
  );
}

function describe(fault: unknown): string {
  return fault instanceof Error ? `: ${fault.message}` : '';
}
