/** Blobs in memory, for a database that is, too. Invariant: nothing handed in or out is shared. */
import type { BlobKey, BlobStore } from './blob-store.ts';

export function makeMemoryBlobs(): BlobStore {
  const blobs = new Map<BlobKey, Uint8Array>();
  return {
    async put(key, bytes) {
      if (blobs.has(key)) throw new Error(`the blob ${key} is there already`);
      blobs.set(key, bytes.slice());
    },
    async read(key, from, to) {
      const bytes = blobs.get(key);
      if (bytes === undefined) return undefined;
      if (to > bytes.byteLength) throw new Error(`the blob ${key} is shorter than ${to} bytes`);
      return new Uint8Array(bytes.slice(from, to));
    },
    async delete(key) {
      blobs.delete(key);
    },
    async *list() {
      yield* [...blobs.keys()];
    },
  };
}
