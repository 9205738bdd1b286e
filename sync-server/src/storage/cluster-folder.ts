/**
 * The folder of the embedded Postgres: made whole or not at all.
 * Invariant: `postgres` inside the store's folder exists only if it was complete and on disk before
 * it got that name; what a killed or powered-off first start left is thrown away by the next.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Gives the data folder of a store, made first if it is not there.
 * @param folder of the store, absolute; exists, and is this process' own (folder lock)
 * @param make fills a folder that does not exist yet with a closed cluster
 */
export async function prepareClusterFolder(
  folder: string,
  make: (path: string) => Promise<void>,
): Promise<string> {
  const path = join(folder, 'postgres');
  if (existsSync(path)) return path;
  const unfinished = join(folder, 'postgres.unfinished');
  rmSync(unfinished, { recursive: true, force: true });
  await make(unfinished);
  syncTree(unfinished);
  renameSync(unfinished, path);
  syncFolderEntry(path);
  return path;
}

/** Brings a folder, all that is in it, and its names to disk. */
function syncTree(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) syncTree(path);
    else if (entry.isFile()) syncPath(path);
  }
  syncPath(folder);
}

/** Brings the name of a file or folder, and of each folder above it, to disk. */
function syncFolderEntry(path: string): void {
  const parent = dirname(path);
  if (parent === path) return;
  syncPath(parent);
  syncFolderEntry(parent);
}

function syncPath(path: string): void {
  // Windows has no descriptors of folders, and syncs their entries with the files.
  if (process.platform === 'win32') return;
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
