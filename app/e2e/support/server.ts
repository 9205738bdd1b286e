/**
 * The server of a journey: the same program as `npm start`, in a process of its own, on a folder and
 * a port that stay the same when it is killed and started again.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findFreePort } from '../../../scripts/services/free-port.ts';
import type { Run } from '../../../scripts/services/run.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface JourneyServer {
  readonly origin: string;
  /** As if the power went: SIGKILL. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** As an operator stops it. Resolves with the exit code. */
  stop(): Promise<number | null>;
  /** Bytes stop, sockets stay open. */
  freeze(): void;
  thaw(): void;
  start(): Promise<void>;
  /** Everything it has printed, over all its lives. */
  output(): string;
  readonly dataFolder: string;
}

export type ServerOptions = {
  readonly environment?: Readonly<Record<string, string>>;
  readonly secure?: boolean;
};

/** Starts a server; resolves when it answers that it is ready. */
export async function startServer(run: Run, options: ServerOptions = {}): Promise<JourneyServer> {
  const port = await findFreePort();
  const dataFolder = join(run.folder, `data-${port}`);
  const origin = `${options.secure === true ? 'https' : 'http'}://localhost:${port}`;
  let child: ChildProcess | undefined;
  let output = '';

  async function start(): Promise<void> {
    const started = run.spawn(
      process.execPath,
      ['--import', 'tsx', join(root, 'sync-server/src/main.ts')],
      {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          PATH: process.env.PATH,
          HOME: process.env.HOME,
          HOST: '127.0.0.1',
          PORT: String(port),
          DATA_DIR: dataFolder,
          ...options.environment,
        },
      },
    );
    child = started;
    const ready = new Promise<void>((resolve, reject) => {
      let printed = '';
      const hear = (chunk: unknown) => {
        output += String(chunk);
        printed += String(chunk);
        if (printed.includes(origin.replace('localhost', '')) || printed.includes(`:${port}`)) {
          resolve();
        }
      };
      started.stdout?.on('data', hear);
      started.stderr?.on('data', hear);
      started.once('exit', (code) => reject(new Error(`server ended with ${code}: ${printed}`)));
    });
    await ready;
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

  await start();
  return {
    origin,
    dataFolder,
    start,
    async kill() {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    output: () => output,
  };
}
