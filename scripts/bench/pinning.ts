/**
 * Keeps what is measured and what drives it off each other's core.
 * Invariant: core 0 belongs to the server, core 1 to the generator; where that cannot be, figures say so.
 */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

export type Core = 0 | 1;

/** Asked once: who has pinned himself sees one core only. */
const isPinnable = availableParallelism() >= 2 && spawnSync('taskset', ['--version']).status === 0;

/** Whether this machine has two cores and the program that pins to them. */
export function canPin(): boolean {
  return isPinnable;
}

/**
 * The command that runs another one on one core only; unchanged where that cannot be.
 * @returns for `spawn`: the program and its arguments
 */
export function pinned(
  core: Core,
  command: string,
  args: readonly string[],
): { readonly command: string; readonly args: readonly string[] } {
  if (!canPin()) return { command, args };
  return { command: 'taskset', args: ['--cpu-list', `${core}`, command, ...args] };
}

/** Moves a running process, for example our own, with all its threads to one core. */
export function pinProcess(core: Core, processId: number): void {
  if (!canPin()) return;
  const args = ['--all-tasks', '--cpu-list', '--pid', `${core}`, `${processId}`];
  const moved = spawnSync('taskset', args, { encoding: 'utf8' });
  if (moved.status !== 0) throw new Error(`taskset: ${moved.stderr}`);
}
