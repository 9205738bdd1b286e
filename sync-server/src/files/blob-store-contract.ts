/** What every blob store does. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BlobKey, type BlobStore, blobKey, newBlobKey, timeOfBlob } from './blob-store.ts';

/** @param open an empty store */
export function testBlobStore(open: () => Promise<BlobStore>): void {
  const keysOf = async (store: BlobStore): Promise<BlobKey[]> => {
    const keys: BlobKey[] = [];
    for await (const key of store.list()) keys.push(key);
    return keys.sort();
  };

  describe('blob store', () => {
    test('a blob is read back, whole and in part, until it is deleted', async () => {
      const store = await open();
      const key = newBlobKey();
      await store.put(key, Uint8Array.of(1, 2, 3, 4, 5));
      expect(await store.read(key, 0, 5)).toEqual(Uint8Array.of(1, 2, 3, 4, 5));
      expect(await store.read(key, 1, 3)).toEqual(Uint8Array.of(2, 3));
      expect(await store.read(key, 5, 5)).toEqual(new Uint8Array());
      await store.delete(key);
      expect(await store.read(key, 0, 5)).toBeUndefined();
      await store.delete(key);
    });

    test('what is not there is told from what is', async () => {
      const store = await open();
      const [there, gone] = [newBlobKey(), newBlobKey()];
      await store.put(there, new Uint8Array());
      expect(await store.read(there, 0, 0)).toEqual(new Uint8Array());
      expect(await store.read(gone, 0, 0)).toBeUndefined();
      await expect(store.read(there, 0, 1)).rejects.toThrow('shorter than 1 bytes');
    });

    test('a key is written once: the bytes of a blob never change', async () => {
      const store = await open();
      const key = newBlobKey();
      const bytes = Uint8Array.of(1);
      await store.put(key, bytes);
      bytes[0] = 9;
      const read = await store.read(key, 0, 1);
      read?.fill(7);
      expect(await store.read(key, 0, 1)).toEqual(Uint8Array.of(1));
    });

    test('any bytes come back as they were', async () => {
      const store = await open();
      await fc.assert(
        fc.asyncProperty(
          fc.uint8Array({ maxLength: 5000 }),
          fc.nat(),
          fc.nat(),
          async (bytes, one, other) => {
            const key = newBlobKey();
            await store.put(key, bytes);
            const [from = 0, to = 0] = [one % (bytes.length + 1), other % (bytes.length + 1)].sort(
              (a, b) => a - b,
            );
            const read = await store.read(key, from, to);
            expect(read).toEqual(new Uint8Array(bytes.slice(from, to)));
          },
        ),
        { numRuns: 30 },
      );
    });

    test('all keys are listed', async () => {
      const store = await open();
      expect(await keysOf(store)).toEqual([]);
      const keys = Array.from({ length: 20 }, () => newBlobKey());
      await Promise.all(keys.map((key) => store.put(key, Uint8Array.of(1))));
      expect(await keysOf(store)).toEqual([...keys].sort());
      for (const key of keys.slice(1)) await store.delete(key);
      expect(await keysOf(store)).toEqual(keys.slice(0, 1));
    });

    test('a key is no path and tells its time', () => {
      for (const claim of ['', '../x', 'a/b', '01890000-0000-7000-8000-00000000000a/..', '\0']) {
        expect(() => blobKey(claim)).toThrow('not a key');
      }
      expect(timeOfBlob(blobKey('018bcfe5-6800-7000-8000-00000000000a'))).toBe(1_700_000_000_000);
    });
  });
}
