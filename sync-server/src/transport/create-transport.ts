/** Chooses the transport that this machine can run, and says so. */
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import {
  type Transport,
  type TransportName,
  type TransportOptions,
  transportLimits,
} from './transport.ts';
import { UwebsocketsTransport } from './uwebsockets.ts';
import { loadNativeModule, type NativeLoad } from './uwebsockets-module.ts';
import { WsTransport } from './ws.ts';

/**
 * Makes a transport; nothing listens yet. `auto` takes uWebSockets.js where a binary of it loads and
 * else falls back, with a warning in the log. Throws with a sentence for the operator if the files
 * of `tls` do not fit, or if `uwebsockets` was demanded and does not load.
 */
export function createTransport<Context>(
  kind: TransportName | 'auto',
  options: TransportOptions<Context>,
  load: (headerBytes: number) => NativeLoad = loadNativeModule,
): Transport {
  if (options.tls !== undefined) checkTls(options.tls);
  if (kind === 'ws') return new WsTransport(options);
  const native = load(options.limits?.headerBytes ?? transportLimits.headerBytes);
  if (native.found) return new UwebsocketsTransport(native.module, options);
  if (kind === 'uwebsockets') {
    throw new Error(`uWebSockets.js does not load on this machine: ${native.reasons.join(' / ')}`);
  }
  options.log.warn(
    { reasons: native.reasons },
    'uWebSockets.js does not load on this machine; serving with the slower ws transport',
  );
  return new WsTransport(options);
}

function checkTls(tls: { certFile: string; keyFile: string }): void {
  try {
    createSecureContext({ cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) });
  } catch (cause) {
    throw new Error(
      `TLS_CERT_FILE (${tls.certFile}) and TLS_KEY_FILE (${tls.keyFile}) cannot be used: ` +
        'both must be readable PEM files, the key being that of the certificate.',
      { cause },
    );
  }
}
