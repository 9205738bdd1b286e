/**
 * A server that goes over to a newer version of the app, as when its operator updates it. Invariant: the
 * newer version is built from the same sources, with a higher version of app and tables and nothing else.
 */
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '@jibber/sync-server/config';
import { makeLogger } from '@jibber/sync-server/logger';
import { createServer, type RunningServer } from '@jibber/sync-server/server';
import { findFreePort } from '../services/free-port.ts';
import type { Run } from '../services/run.ts';
import { runOrThrow } from '../setup/child-process.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const copied = ['src', 'public', 'index.html', 'vite.config.ts', 'package.json', 'tsconfig.json'];

export type UpdatedServer = {
  readonly origin: string;
  /** From now on it serves the newer version. */
  update(): Promise<void>;
  stop(): Promise<void>;
};

/** Starts on today's build, on a database of its own. */
export async function startUpdatedServer(run: Run): Promise<UpdatedServer> {
  const port = await findFreePort();
  const config = readConfig({
    PORT: String(port),
    DATA_DIR: join(run.folder, `data-${port}`),
    TRANSPORT: 'ws',
  });
  if (!config.ok) throw new Error(config.code);
  const settings = config.value;
  const start = (appFolder?: string): Promise<RunningServer> =>
    createServer(settings, {
      log: makeLogger('silent'),
      onFailure: (fault) => {
        throw fault;
      },
      ...(appFolder === undefined ? {} : { appFolder }),
    });
  let server = await start();
  return {
    origin: `http://localhost:${port}`,
    async update() {
      const appFolder = await buildNextVersion(join(run.folder, `next-${port}`));
      await server.stop();
      server = await start(appFolder);
    },
    stop: () => server.stop(),
  };
}

/** @param folder is made for it. @returns the folder of the built app */
async function buildNextVersion(folder: string): Promise<string> {
  const app = join(folder, 'app');
  await mkdir(app, { recursive: true });
  for (const name of copied) {
    await cp(join(root, 'app', name), join(app, name), { recursive: true });
  }
  await cp(join(root, 'tsconfig.base.json'), join(folder, 'tsconfig.base.json'));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  await change(join(app, 'package.json'), '"version": "0.1.0"', '"version": "0.2.0"');
  const tables = join(app, 'src/replica/indexed-database.ts');
  await change(tables, 'const version = 1;', 'const version = 2;');
  await change(
    tables,
    'upgraded.createObjectStore(table,',
    'if (!upgraded.objectStoreNames.contains(table)) upgraded.createObjectStore(table,',
  );
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  await runOrThrow(process.execPath, [vite, 'build', '--logLevel', 'error'], { cwd: app });
  return join(app, 'dist');
}

async function change(file: string, before: string, after: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  if (!text.includes(before)) throw new Error(`${file} does not have “${before}” any more`);
  await writeFile(file, text.replace(before, after));
}
