/**
 * A real PostgreSQL in a temporary folder on a free port of 127.0.0.1.
 * Invariant: durable unless the caller gives that up, which ordinary tests do and power-cut tests must not.
 */
import type { ChildProcess } from 'node:child_process';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findPostgres } from '../setup/system-packages.mjs';
import { findFreePort } from './free-port.ts';
import type { Run } from './run.ts';

export type PostgresOptions = {
  /** Where its data lies; a new folder of the run unless given. An existing cluster is opened as it is. */
  readonly dataFolder?: string;
  /** False: commits are not synced to disk. Quicker, and lost by a power cut. */
  readonly isDurable: boolean;
  /** Further settings, for example `{ max_connections: '300' }`. */
  readonly settings?: Readonly<Record<string, string>>;
};

export interface Postgres {
  /** Address of the database `postgres`; its user may do everything. */
  readonly url: string;
  readonly dataFolder: string;
  readonly process: ChildProcess;
  /** Address of another database of this cluster. */
  urlOf(database: string): string;
  /** Ends it with `SIGINT` (sessions end, files are closed) unless another signal is given. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

const settingsWithoutSync = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/**
 * Starts a cluster; makes it first if its folder is not there.
 * Throws with Postgres' own words if it does not come up.
 */
export async function startPostgres(run: Run, options: PostgresOptions): Promise<Postgres> {
  const binaries = findPostgres();
  if (binaries === undefined) throw new Error('PostgreSQL 15 or later was not found');
  const dataFolder = options.dataFolder ?? join(run.folder, `postgres-${crypto.randomUUID()}`);
  if (mkdirSync(dataFolder, { recursive: true }) !== undefined) {
    initialise(binaries, dataFolder);
  }
  const port = await findFreePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    port: `${port}`,
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: '64MB',
    lc_messages: 'C',
    ...(options.isDurable ? {} : settingsWithoutSync),
    ...options.settings,
  };
  const [command, ...args] = asPostgresUser([
    join(binaries, 'postgres'),
    '-D',
    dataFolder,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  const server = run.spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  await waitUntilReady(server);
  const urlOf = (database: string) => `postgres://postgres@127.0.0.1:${port}/${database}`;
  return {
    url: urlOf('postgres'),
    urlOf,
    dataFolder,
    process: server,
    async stop(signal = 'SIGINT') {
      if (server.exitCode !== null || server.signalCode !== null) return;
      const ended = once(server, 'exit');
      server.kill(signal);
      await ended;
    },
  };
}

function initialise(binaries: string, dataFolder: string): void {
  const owner = postgresUser();
  if (owner !== undefined) chownSync(dataFolder, owner.userId, owner.groupId);
  const [command, ...args] = asPostgresUser([
    join(binaries, 'initdb'),
    `--pgdata=${dataFolder}`,
    '--username=postgres',
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
  ]);
  const made = spawnSync(command, args, { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`);
}

/** Postgres refuses to run as root; Debian's package brings a user for it. */
function postgresUser(): { readonly userId: number; readonly groupId: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (option: string) => {
    const asked = spawnSync('id', [option, 'postgres'], { encoding: 'utf8' });
    if (asked.status !== 0) throw new Error('Root cannot run PostgreSQL without a user `postgres`');
    return Number(asked.stdout);
  };
  return { userId: idOf('-u'), groupId: idOf('-g') };
}

function asPostgresUser(command: readonly [string, ...string[]]): readonly [string, ...string[]] {
  if (process.getuid?.() !== 0) return command;
  return ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', ...command];
}

async function waitUntilReady(server: ChildProcess): Promise<void> {
  if (server.stderr === null) throw new Error('the log of PostgreSQL is not piped');
  const said: string[] = [];
  for await (const line of createInterface({ input: server.stderr })) {
    said.push(line);
    if (line.includes('database system is ready to accept connections')) {
      // Nobody reads the log from now on, but it must not fill the pipe.
      server.stderr.resume();
      return;
    }
  }
  throw new Error(`PostgreSQL did not start:\n${said.join('\n')}`);
}
