/**
 * One run of services: a temporary folder, and processes that end with us.
 * Invariant: whatever ends this process, SIGKILL too, a keeper then ends those processes and removes
 * that folder. Give every service started for a test or a benchmark to a run.
 */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isGroupThere } from './process-group.mjs';

type Kept = { readonly group: number } | { readonly folder: string };

export interface Run {
  /** An empty folder that others may pass through but not list: services may run as other users. */
  readonly folder: string;
  /**
   * Starts a program as leader of a process group of its own.
   * It ends by itself, by `stop`, or with us; nobody needs to wait for it.
   */
  spawn(command: string, args: readonly string[], options?: SpawnOptions): ChildProcess;
  /** Takes charge of the group of a process that something else started. */
  keepGroup(group: number): void;
  releaseGroup(group: number): void;
  /** Ends everything that is still running and removes the folder. Resolves when that is done. */
  stop(): Promise<void>;
}

/** Opens a run; `stop` it when done. */
export async function startRun(): Promise<Run> {
  const keeper = spawn(
    process.execPath,
    [fileURLToPath(new URL('./keeper.mjs', import.meta.url))],
    // Without its parent's options: a test runner hands hooks and memory limits on by them.
    { detached: true, stdio: ['pipe', 'ignore', 'inherit'], env: { PATH: process.env.PATH } },
  );
  const keeperEnded = once(keeper, 'close');
  const tell = (message: { readonly keep: Kept } | { readonly release: Kept }) => {
    keeper.stdin.write(`${JSON.stringify(message)}\n`);
  };
  const folder = await mkdtemp(join(tmpdir(), 'jibber-'));
  tell({ keep: { folder } });
  await chmod(folder, 0o711);
  keeper.unref();
  if (keeper.stdin instanceof Socket) keeper.stdin.unref();

  return {
    folder,
    spawn(command, args, options = {}) {
      const child = spawn(command, args, { ...options, detached: true });
      const group = child.pid;
      if (group !== undefined) {
        tell({ keep: { group } });
        child.once('exit', () => {
          if (!isGroupThere(group)) tell({ release: { group } });
        });
      }
      return child;
    },
    keepGroup: (group) => tell({ keep: { group } }),
    releaseGroup: (group) => tell({ release: { group } }),
    async stop() {
      keeper.ref();
      keeper.stdin.end();
      await keeperEnded;
    },
  };
}
