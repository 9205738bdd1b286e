/**
 * The secret a device holds, and the id it is known by here.
 * Invariant: only the SHA-256 of a token is stored or logged, so a copy of the database opens nothing.
 */
import { sha256 } from '@oslojs/crypto/sha2';
import { encodeBase32LowerCaseNoPadding, encodeHexLowerCase } from '@oslojs/encoding';

/** Fills an array with unpredictable bytes. */
export type RandomBytes = (sizeBytes: number) => Uint8Array;

const tokenBytes = 20;
const tokenPattern = /^[a-z2-7]{32}$/;

/** A new token: 160 bits, as 32 characters that a cookie can hold. */
export function makeToken(randomBytes: RandomBytes): string {
  return encodeBase32LowerCaseNoPadding(randomBytes(tokenBytes));
}

/** The id of the session a token opens; undefined for a text that was never a token of ours. */
export function sessionIdOf(token: string): string | undefined {
  if (!tokenPattern.test(token)) return undefined;
  return encodeHexLowerCase(sha256(new TextEncoder().encode(token)));
}
