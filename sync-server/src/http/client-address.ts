/**
 * Who asks, where a proxy stands between. Invariant: what `X-Forwarded-…` says is believed only from
 * a direct peer that the operator named; everything to the left of the last hop that is not named
 * was written by a stranger and decides nothing.
 */
import { BlockList, isIP } from 'node:net';
import { canonicalAddress } from '../transport/peer-address.ts';
import type { Peer } from '../transport/transport.ts';
import type { Caller } from './visit.ts';

/** Header values as sent, repeated ones joined by commas. */
export type ForwardedClaims = {
  readonly forwardedFor?: string | undefined;
  readonly forwardedProto?: string | undefined;
};

export type CallerResolver = (claims: ForwardedClaims, peer: Peer) => Caller;

export function readForwarded({ headers }: Request): ForwardedClaims {
  return {
    forwardedFor: headers.get('x-forwarded-for') ?? undefined,
    forwardedProto: headers.get('x-forwarded-proto') ?? undefined,
  };
}

/**
 * @param trustedProxies addresses and ranges (CIDR), as in TRUSTED_PROXY
 * Throws with a sentence for the operator if one of them is neither.
 */
export function makeCallerResolver(trustedProxies: readonly string[]): CallerResolver {
  const trusted = makeList(trustedProxies);
  const isTrusted = (address: string) => trusted.check(address, familyOf(address));

  return ({ forwardedFor, forwardedProto }, peer) => {
    // A peer whose address is not known, as one that has just gone, cannot be a proxy of ours.
    if (isIP(peer.address) === 0 || !isTrusted(peer.address)) {
      return { address: countedAddress(peer.address), isSecure: peer.secure };
    }
    return {
      address: countedAddress(lastUntrusted(peer.address, forwardedFor ?? '', isTrusted)),
      isSecure: forwardedProto === undefined ? peer.secure : isHttpsAllTheWay(forwardedProto),
    };
  };
}

/** Proxies append who connected to them, so the list is read from its end. */
function lastUntrusted(
  peerAddress: string,
  forwardedFor: string,
  isTrusted: (address: string) => boolean,
): string {
  let nearest = peerAddress;
  for (const part of forwardedFor.split(',').reverse()) {
    const address = hopAddress(part.trim());
    // What is no address was not written by a proxy of ours: its sender is the hop before.
    if (address === undefined) return nearest;
    nearest = address;
    if (!isTrusted(address)) return nearest;
  }
  return nearest;
}

/** Some proxies write a port behind the address. */
function hopAddress(text: string): string | undefined {
  const withoutPort = /^(?:\[(?<six>[^\]]+)\]|(?<four>[\d.]+))(?::\d{1,5})?$/.exec(text)?.groups;
  return canonicalAddress(withoutPort?.six ?? withoutPort?.four ?? text);
}

/** With several values, each hop has said its own: one without TLS, and others can read along. */
function isHttpsAllTheWay(forwardedProto: string): boolean {
  return forwardedProto.split(',').every((part) => part.trim().toLowerCase() === 'https');
}

/**
 * What limits count by: whoever has IPv6 has at least a /64 of it, 2^64 addresses to change to.
 * @param address canonical
 */
function countedAddress(address: string): string {
  if (isIP(address) !== 6) return address;
  const [left = '', right] = address.split('::');
  const before = left === '' ? [] : left.split(':');
  const after = right === undefined || right === '' ? [] : right.split(':');
  const zeros = right === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after];
  return `${groups.slice(0, 4).join(':')}::/64`;
}

function makeList(trustedProxies: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of trustedProxies) {
    const [net = '', prefix] = text.split('/');
    const address = canonicalAddress(net);
    const most = address?.includes(':') === true ? 128 : 32;
    if (address === undefined || Number(prefix ?? most) > most) {
      throw new Error(`TRUSTED_PROXY names ${text}, which is no IP address or range.`);
    }
    if (prefix === undefined) list.addAddress(address, familyOf(address));
    else list.addSubnet(address, Number(prefix), familyOf(address));
  }
  return list;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
