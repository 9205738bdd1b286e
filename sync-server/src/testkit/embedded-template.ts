/**
 * Empty embedded databases that tests begin with: making one takes seconds, copying one does not.
 * Invariant: a template is complete or not there. They are kept in `node_modules/.cache`, by version
 * of the engine, so that a clean installation makes new ones.
 */
import { randomUUID } from 'node:crypto';
import { cp, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '../storage/database.ts';
import type { DatabaseOptions, OpenDatabase } from '../storage/database-port.ts';
import { PgliteClient } from '../storage/pglite-client.ts';

const cache = fileURLToPath(new URL('../../../node_modules/.cache/jibber', import.meta.url));

/** A database in memory, empty, in a third of the time. */
export async function openInMemory<Tables>(
  options: DatabaseOptions = {},
): Promise<OpenDatabase<Tables>> {
  const template = await findOrMake('tar', async (path) => {
    const client = await PgliteClient.start(
      { folder: undefined, template: undefined, checkpointBytes: 2 ** 30 },
      (error) => {
        throw error;
      },
    );
    await client.dump(path);
    await client.close();
  });
  return openDatabase('pglite:memory:', { ...options, template });
}

/** Puts an empty, closed database into a folder that is to be opened as `pglite:FOLDER`. */
export async function fillFolder(folder: string): Promise<void> {
  const template = await findOrMake('folder', async (path) => {
    await (await openDatabase(`pglite:${path}`)).close();
  });
  await cp(template, folder, { recursive: true });
}

async function findOrMake(kind: string, make: (path: string) => Promise<void>): Promise<string> {
  const path = join(cache, `empty-${await engineVersion()}.${kind}`);
  if (await isThere(path)) return path;
  await mkdir(cache, { recursive: true });
  const unfinished = join(cache, `unfinished-${randomUUID()}`);
  await make(unfinished);
  // Another test file may have been quicker; its template is as good.
  if (await isThere(path)) await rm(unfinished, { recursive: true });
  else await rename(unfinished, path);
  return path;
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
}

async function engineVersion(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const manifest: unknown = JSON.parse(
    await readFile(join(dirname(entry), '..', 'package.json'), 'utf8'),
  );
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) {
    return String(manifest.version);
  }
  throw new Error('PGlite has no version');
}
