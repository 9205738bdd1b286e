/**
 * The port to where bytes of files are kept; what they are and who may have them the database knows.
 * Invariants: a blob is there whole or not at all, also after a crash; its bytes never change; once
 * `put` has resolved it survives a power cut.
 */
import { uuidv7 } from 'uuidv7';

/** Key of one blob: a UUIDv7 that is used for one `put` only and tells when that began. */
export type BlobKey = string & { readonly [brand]: 'BlobKey' };
declare const brand: unique symbol;

export interface BlobStore {
  /** Rejects, leaving nothing that `read` would find, where the disk does not take it. */
  put(key: BlobKey, bytes: Uint8Array): Promise<void>;
  /** Bytes from `from` up to, and without, `to`; undefined where there is no such blob. */
  read(key: BlobKey, from: number, to: number): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Also of a blob that was never finished. One that is not there is deleted already. */
  delete(key: BlobKey): Promise<void>;
  /** Keys of all blobs, those begun and never finished too, in no order. */
  list(): AsyncIterable<BlobKey>;
}

const keyPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function newBlobKey(): BlobKey {
  return blobKey(uuidv7());
}

export function isBlobKey(value: string): value is BlobKey {
  return keyPattern.test(value);
}

/** For values this program made itself. Throws where it is none: no key ever is a path of somebody's. */
export function blobKey(value: string): BlobKey {
  if (!isBlobKey(value)) throw new Error(`not a key of a blob: ${JSON.stringify(value)}`);
  return value;
}

/** When the `put` of this key began, ms since 1970 (RFC 9562 section 5.7). */
export function timeOfBlob(key: BlobKey): number {
  return Number.parseInt(key.slice(0, 8) + key.slice(9, 13), 16);
}
