/**
 * One spelling for each IP address, whatever library or header it came from. Invariant: two
 * addresses are the same exactly if their texts are equal (limits and trust compare texts).
 */
import { isIP } from 'node:net';

/**
 * The canonical text of an IPv4 or IPv6 address: IPv6 in lower case and shortened (RFC 5952), IPv4
 * inside IPv6 as IPv4, brackets and zone removed. Undefined if `text` is no address.
 */
export function canonicalAddress(text: string): string | undefined {
  const bare = text.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '');
  const family = isIP(bare);
  if (family === 0) return undefined;
  if (family === 4) return bare;
  const shortened = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(shortened);
  if (mapped === null) return shortened;
  const high = Number.parseInt(mapped[1] ?? '', 16);
  const low = Number.parseInt(mapped[2] ?? '', 16);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
