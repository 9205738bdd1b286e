/**
 * Recognises a device on which an account's owner was signed in before, so that somebody else's
 * guessing cannot keep him out of his own account.
 * Invariant: a mark gives no right at all, only tries of its own; it holds for one account and
 * cannot be made without the server's secret.
 */
import type { UserId } from '@jibber/schema/ids';
import { hmac } from '@oslojs/crypto/hmac';
import { SHA256 } from '@oslojs/crypto/sha2';
import { constantTimeEqual } from '@oslojs/crypto/subtle';
import { encodeBase32LowerCaseNoPadding } from '@oslojs/encoding';
import type { RandomBytes } from '../sessions/session-token.ts';

/** As long as browsers keep a cookie at most. */
export const knownDeviceMaxAgeSeconds = 400 * 24 * 60 * 60;

const markPattern = /^([a-z2-7]{26})\.([a-z2-7]{52})$/;

export interface KnownDevices {
  /** A mark for a device whose owner just signed in; fits a cookie. */
  mark(userId: UserId): string;
  /** What tells this device apart from the account's others; undefined: no mark of this account. */
  recognise(mark: string | undefined, userId: UserId): string | undefined;
}

/** @param secret at least 32 bytes, the same on all nodes and after every restart */
export function makeKnownDevices(secret: Uint8Array, randomBytes: RandomBytes): KnownDevices {
  const encoder = new TextEncoder();
  const sign = (device: string, userId: UserId) =>
    encodeBase32LowerCaseNoPadding(hmac(SHA256, secret, encoder.encode(`${device} ${userId}`)));
  return {
    mark(userId) {
      const device = encodeBase32LowerCaseNoPadding(randomBytes(16));
      return `${device}.${sign(device, userId)}`;
    },
    recognise(mark, userId) {
      const [, device, signature] = markPattern.exec(mark ?? '') ?? [];
      if (device === undefined || signature === undefined) return undefined;
      const expected = encoder.encode(sign(device, userId));
      return constantTimeEqual(expected, encoder.encode(signature)) ? device : undefined;
    },
  };
}
