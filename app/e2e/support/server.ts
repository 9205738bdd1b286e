/**
 * The server of a journey: the same program as `npm start`, in a process of its own, on a folder and
 * a port that stay the same when it is killed and started again.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Database } from '@jibber/schema/database/tables';
import { openConfiguredDatabase } from '@jibber/sync-server/configured-database';
import type { OpenDatabase } from '@jibber/sync-server/storage/database-port';
import { fillFolder } from '@jibber/sync-server/testkit/embedded-template';
import { findFreePort } from '../../../scripts/services/free-port.ts';
import type { Run } from '../../../scripts/services/run.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const movableClock = new URL('movable-clock.mjs', import.meta.url).href;

export interface JourneyServer {
  readonly origin: string;
  readonly port: number;
  /** As if the power went: SIGKILL. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** As an operator stops it. Resolves with the exit code. */
  stop(): Promise<number | null>;
  /** Bytes stop, sockets stay open. */
  freeze(): void;
  thaw(): void;
  /** A minute passes at once, on a server with a movable clock. */
  passMinute(): void;
  start(): Promise<void>;
  /** Works on the database of the stopped server. */
  withDatabase<Value>(work: (database: OpenDatabase<Database>) => Promise<Value>): Promise<Value>;
  /** Everything it has printed, over all its lives. */
  output(): string;
}

export type ServerOptions = {
  readonly environment?: Readonly<Record<string, string>>;
  /** Its clock can be moved on by `passMinute`. */
  readonly hasMovableClock?: boolean;
  /** Fills the database before the first start. */
  readonly fill?: (database: OpenDatabase<Database>) => Promise<unknown>;
};

/** Starts a server; resolves when it says that it is ready. */
export async function startServer(run: Run, options: ServerOptions = {}): Promise<JourneyServer> {
  const port = await findFreePort();
  const dataDir = join(run.folder, `data-${port}`);
  const isSecure = options.environment?.TLS_CERT_FILE !== undefined;
  let child: ChildProcess | undefined;
  let output = '';

  async function start(): Promise<void> {
    const started = run.spawn(
      process.execPath,
      [
        ...(options.hasMovableClock === true ? ['--import', movableClock] : []),
        '--import',
        'tsx',
        join(root, 'sync-server/src/main.ts'),
      ],
      {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          PATH: process.env.PATH,
          HOME: process.env.HOME,
          PORT: String(port),
          DATA_DIR: dataDir,
          ...options.environment,
        },
      },
    );
    child = started;
    await new Promise<void>((resolve, reject) => {
      let printed = '';
      const hear = (chunk: unknown) => {
        output += String(chunk);
        printed += String(chunk);
        if (printed.includes('Jibber is ready')) resolve();
      };
      started.stdout?.on('data', hear);
      started.stderr?.on('data', hear);
      started.once('exit', (code) => reject(new Error(`server ended with ${code}: ${printed}`)));
    });
  }

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    const running = child;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) {
      return running?.exitCode ?? null;
    }
    const exited = once(running, 'exit');
    running.kill(signal);
    await exited;
    return running.exitCode;
  }

  async function withDatabase<Value>(
    work: (database: OpenDatabase<Database>) => Promise<Value>,
  ): Promise<Value> {
    const settings = { databaseUrl: 'pglite:', databasePool: 10, dataDir };
    const database = await openConfiguredDatabase(settings, Date.now(), (fault) => {
      throw fault;
    });
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  }

  await fillFolder(join(dataDir, 'db'));
  if (options.fill !== undefined) await withDatabase(options.fill);
  await start();
  return {
    origin: `${isSecure ? 'https' : 'http'}://localhost:${port}`,
    port,
    start,
    withDatabase,
    async kill() {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    passMinute: () => void child?.kill('SIGUSR2'),
    output: () => output,
  };
}
