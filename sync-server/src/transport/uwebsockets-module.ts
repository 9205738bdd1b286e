/**
 * Finds a uWebSockets.js binary that loads on this machine: the older build runs on any common libc
 * and Node 18 to 23, the newer one on Node 22 and up with glibc 2.38. Invariant: neither being there
 * is no fault but an answer, with the reasons.
 */

import type { HttpRequest, HttpResponse, us_socket_context_t, WebSocket } from 'uWebSockets.js';
import { createRequire } from 'node:module';

export type NativeRequest = HttpRequest;
export type NativeResponse = HttpResponse;
export type NativeContext = us_socket_context_t;
export type NativeSocket<Data> = WebSocket<Data>;

declare const listenSocketBrand: unique symbol;
export type NativeListenSocket = { readonly [listenSocketBrand]: true };

/** The part of the library in use; its own types lack the exclusive `listen` with a host. */
export interface NativeApp {
  any(pattern: string, handler: (res: NativeResponse, req: NativeRequest) => void): NativeApp;
  ws<Data>(pattern: string, behavior: NativeBehavior<Data>): NativeApp;
  listen(
    host: string,
    port: number,
    exclusive: 1,
    listening: (socket: NativeListenSocket | false) => void,
  ): NativeApp;
  close(): NativeApp;
}

export type NativeBehavior<Data> = {
  readonly maxPayloadLength: number;
  readonly maxBackpressure: number;
  readonly closeOnBackpressureLimit: boolean;
  readonly idleTimeout: number;
  readonly sendPingsAutomatically: boolean;
  readonly compression: number;
  upgrade(res: NativeResponse, req: NativeRequest, context: NativeContext): void;
  open(ws: NativeSocket<Data>): void;
  message(ws: NativeSocket<Data>, message: ArrayBuffer, isBinary: boolean): void;
  drain(ws: NativeSocket<Data>): void;
  pong(ws: NativeSocket<Data>): void;
  close(ws: NativeSocket<Data>, code: number, message: ArrayBuffer): void;
};

export interface NativeModule {
  readonly DISABLED: number;
  App(): NativeApp;
  SSLApp(options: { cert_file_name: string; key_file_name: string }): NativeApp;
  us_listen_socket_close(socket: NativeListenSocket): void;
  us_socket_local_port(socket: NativeListenSocket): number;
}

export type NativeLoad =
  | { readonly found: true; readonly module: NativeModule }
  | { readonly found: false; readonly reasons: readonly string[] };

const require = createRequire(import.meta.url);

const installed: readonly (() => unknown)[] = [
  (): unknown => require('uWebSockets.js'),
  (): unknown => require('uWebSockets.js-next'),
];

/**
 * Loads the first binary that works. `headerBytes` becomes the library's own bound of a request's
 * header, which it reads from the environment once, when it is loaded; a value set there stands.
 */
export function loadNativeModule(
  headerBytes: number,
  candidates: readonly (() => unknown)[] = installed,
): NativeLoad {
  process.env.UWS_HTTP_MAX_HEADERS_SIZE ??= String(headerBytes);
  const reasons: string[] = [];
  for (const load of candidates) {
    try {
      const module = load();
      if (isNativeModule(module)) return { found: true, module };
      reasons.push('the module lacks a function that is needed');
    } catch (fault) {
      reasons.push(fault instanceof Error ? fault.message.trim() : String(fault));
    }
  }
  return { found: false, reasons };
}

function isNativeModule(value: unknown): value is NativeModule {
  if (typeof value !== 'object' || value === null) return false;
  const needed = ['App', 'SSLApp', 'us_listen_socket_close', 'us_socket_local_port'];
  return needed.every((name) => name in value && typeof Reflect.get(value, name) === 'function');
}
