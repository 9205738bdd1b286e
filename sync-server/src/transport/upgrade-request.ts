/**
 * Reads a WebSocket handshake. Invariant: what is handed to the caller's decision is a well-formed
 * handshake of RFC 6455 section 4.2.1 over one Host; the rest is refused before anyone is asked.
 */
import { fail, type Result, succeed } from '@jibber/schema/result';
import { joinedHeader, type RawHead, readRequestHead } from './request-head.ts';
import type { Peer, UpgradeRequest } from './transport.ts';

export type Handshake = { readonly key: string; readonly request: UpgradeRequest };

export function readUpgrade(
  raw: RawHead,
  peer: Peer,
): Result<Handshake, 'malformed' | 'unknown-version'> {
  const head = readRequestHead(raw, peer.secure);
  const key = joinedHeader(raw.headers, 'sec-websocket-key') ?? '';
  const upgrade = joinedHeader(raw.headers, 'upgrade')?.toLowerCase();
  const connection = joinedHeader(raw.headers, 'connection')?.toLowerCase() ?? '';
  if (!head.ok || raw.method !== 'GET' || head.value.body !== undefined) {
    return fail('malformed');
  }
  if (!connection.split(',').some((token) => token.trim() === 'upgrade')) return fail('malformed');
  if (upgrade !== 'websocket' || !/^[+/0-9A-Za-z]{22}==$/.test(key)) return fail('malformed');
  if (joinedHeader(raw.headers, 'sec-websocket-version') !== '13') return fail('unknown-version');
  const request: UpgradeRequest = {
    ...peer,
    path: head.value.url.pathname,
    query: head.value.url.search.slice(1),
    ...given('origin', joinedHeader(raw.headers, 'origin')),
    ...given('cookie', joinedHeader(raw.headers, 'cookie')),
    ...given('host', joinedHeader(raw.headers, 'host')),
    ...given('protocol', joinedHeader(raw.headers, 'sec-websocket-protocol')),
    ...given('authorization', joinedHeader(raw.headers, 'authorization')),
    ...given('forwardedFor', joinedHeader(raw.headers, 'x-forwarded-for')),
    ...given('forwardedProto', joinedHeader(raw.headers, 'x-forwarded-proto')),
  };
  return succeed({ key, request });
}

function given<Name extends string>(
  name: Name,
  value: string | undefined,
): { readonly [Key in Name]?: string } {
  const entry: { [Key in Name]?: string } = {};
  if (value !== undefined) entry[name] = value;
  return entry;
}
