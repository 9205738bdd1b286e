/**
 * `npm start` in a clone of the repository, as a person types it.
 * Invariant: it belongs to a run; `stop` is Ctrl-C and waits until it is gone.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { findFreePort } from '../../services/free-port.ts';
import type { Run } from '../../services/run.ts';

const patienceMs = 170_000;

export class StartedClone {
  readonly port: number;
  /** From the command to the first page. */
  readonly tookMs: number;
  readonly #npm: ChildProcess;

  private constructor(npm: ChildProcess, port: number, tookMs: number) {
    this.#npm = npm;
    this.port = port;
    this.tookMs = tookMs;
  }

  /** @param settings of the server, by the names of its environment */
  static async start(
    run: Run,
    folder: string,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<StartedClone> {
    const port = await findFreePort();
    const startedAtMs = performance.now();
    const npm = run.spawn('npm', ['start', '--silent'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: `${port}`, ...settings },
    });
    while (!(await answersPage(port))) {
      if (npm.exitCode !== null) throw new Error(`npm start ended with code ${npm.exitCode}`);
      if (performance.now() - startedAtMs > patienceMs) throw new Error('no page came');
      await delay(20);
    }
    return new StartedClone(npm, port, performance.now() - startedAtMs);
  }

  /** The process that serves: `npm start` starts it through another one or two. */
  get serverProcessId(): number {
    const found = processesBelow(this.#npm.pid ?? 0).find((id) =>
      readFileSync(`/proc/${id}/cmdline`, 'utf8').includes('sync-server/src/main.ts'),
    );
    if (found === undefined) throw new Error('no process serves');
    return found;
  }

  async stop(): Promise<void> {
    const gone = once(this.#npm, 'exit');
    process.kill(-(this.#npm.pid ?? 0), 'SIGINT');
    await gone;
  }
}

export function residentMB(processId: number): number {
  const status = readFileSync(`/proc/${processId}/status`, 'utf8');
  return (Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024) / 1e6;
}

async function answersPage(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/`, { headers: { accept: 'text/html' } });
    await response.text();
    return response.status === 200;
  } catch (error) {
    // Nobody listens yet.
    if (error instanceof TypeError) return false;
    throw error;
  }
}

function processesBelow(parent: number): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((id) => parentOf(id) === parent);
  return [...children, ...children.flatMap(processesBelow)];
}

function parentOf(processId: number): number | undefined {
  try {
    const status = readFileSync(`/proc/${processId}/stat`, 'utf8');
    return Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1]);
  } catch (error) {
    // It ended while we looked.
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
