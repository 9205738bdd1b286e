/**
 * Blobs as files of a folder, which nodes may share.
 * Invariant: a file gets its name only once its bytes are on the disk; a name is what `read` finds.
 */
import { mkdir, open, opendir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type BlobKey, type BlobStore, blobKey, isBlobKey } from './blob-store.ts';

/** Beside the folders of whole blobs: what is being written. */
const unfinishedFolder = 'unfinished';

/** Makes the folder, readable by nobody else on this machine. Rejects where that is not possible. */
export async function openDiskBlobs(folder: string): Promise<BlobStore> {
  const unfinished = join(folder, unfinishedFolder);
  await mkdir(unfinished, { recursive: true, mode: 0o700 });

  /** The last digits are random: folders fill evenly. */
  const pathOf = (key: BlobKey) => join(folder, key.slice(-2), blobKey(key));
  const unfinishedPathOf = (key: BlobKey) => join(unfinished, blobKey(key));

  async function* list(): AsyncGenerator<BlobKey> {
    for await (const part of await opendir(folder)) {
      if (!part.isDirectory()) continue;
      for await (const file of await opendir(join(folder, part.name))) {
        if (isBlobKey(file.name)) yield file.name;
      }
    }
  }

  return {
    async put(key, bytes) {
      const [from, to] = [unfinishedPathOf(key), pathOf(key)];
      try {
        await writeSynced(from, bytes);
        await mkdir(dirname(to), { recursive: true, mode: 0o700 });
        await rename(from, to);
        await syncFolder(dirname(to));
        // Another `put` may have made the folder just now and not have come this far.
        await syncFolder(folder);
      } catch (fault) {
        await rm(from, { force: true });
        throw fault;
      }
    },
    async read(key, from, to) {
      const file = await openIfThere(pathOf(key));
      if (file === undefined) return undefined;
      try {
        const bytes = new Uint8Array(to - from);
        let filled = 0;
        while (filled < bytes.byteLength) {
          const { bytesRead } = await file.read(
            bytes,
            filled,
            bytes.byteLength - filled,
            from + filled,
          );
          if (bytesRead === 0) throw new Error(`the blob ${key} is shorter than ${to} bytes`);
          filled += bytesRead;
        }
        return bytes;
      } finally {
        await file.close();
      }
    },
    async delete(key) {
      await rm(unfinishedPathOf(key), { force: true });
      await rm(pathOf(key), { force: true });
    },
    list,
  };
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A new name is on the disk only once its folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function openIfThere(path: string) {
  try {
    return await open(path, 'r');
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT') return undefined;
    throw fault;
  }
}
