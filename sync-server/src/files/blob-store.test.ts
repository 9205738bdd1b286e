import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newBlobKey } from './blob-store.ts';
import { testBlobStore } from './blob-store-contract.ts';
import { openDiskBlobs } from './disk-blobs.ts';
import { makeMemoryBlobs } from './memory-blobs.ts';

let root: string;
let folders = 0;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'jibber-blobs-'));
});

afterAll(() => rm(root, { recursive: true }));

function newFolder(): string {
  folders += 1;
  return join(root, `${folders}`);
}

describe('in memory', () => testBlobStore(async () => makeMemoryBlobs()));

describe('on disk', () => {
  testBlobStore(() => openDiskBlobs(newFolder()));

  test('what was cut off while it was written is no blob, is listed, and can be deleted', async () => {
    const folder = newFolder();
    const store = await openDiskBlobs(folder);
    const key = newBlobKey();
    await writeFile(join(folder, 'unfinished', key), 'half');
    expect(await store.read(key, 0, 4)).toBeUndefined();
    const keys: string[] = [];
    for await (const listed of store.list()) keys.push(listed);
    expect(keys).toEqual([key]);
    await store.delete(key);
    expect(await readdir(join(folder, 'unfinished'))).toEqual([]);
  });

  test('a blob outlives the process, and nobody else on the machine reads it', async () => {
    const folder = newFolder();
    const key = newBlobKey();
    await (await openDiskBlobs(folder)).put(key, Uint8Array.of(7));
    expect(await (await openDiskBlobs(folder)).read(key, 0, 1)).toEqual(Uint8Array.of(7));
    expect((await stat(folder)).mode & 0o077).toBe(0);
    expect((await stat(join(folder, key.slice(-2), key))).mode & 0o077).toBe(0);
  });

  test('a disk that does not take it leaves nothing behind', async () => {
    const folder = newFolder();
    const store = await openDiskBlobs(folder);
    const key = newBlobKey();
    // A file where the folder of this blob should be.
    await writeFile(join(folder, key.slice(-2)), '');
    await expect(store.put(key, Uint8Array.of(1))).rejects.toThrow();
    expect(await readdir(join(folder, 'unfinished'))).toEqual([]);
  });
});
