/**
 * What tells one process from every other, also from a later one with the same id.
 * Invariant: `isProcessThere` never says no of a living process of this place.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

export type ProcessMark = {
  readonly processId: number;
  /** When it started, as the system writes it; empty where the system does not tell. */
  readonly startedAt: string;
  /** Where its id means something: machine, boot, process namespace. */
  readonly place: string;
  readonly hostName: string;
};

export function describeProcess(): ProcessMark {
  return {
    processId: process.pid,
    startedAt: startOf(process.pid),
    place: processPlace(),
    hostName: hostname(),
  };
}

/** @param mark of this place (`processPlace`) */
export function isProcessThere(mark: ProcessMark): boolean {
  try {
    process.kill(mark.processId, 0);
  } catch (error) {
    // EPERM: it is there and belongs to somebody else.
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ESRCH') {
      return false;
    }
  }
  return startOf(mark.processId) === mark.startedAt;
}

/** Two processes with the same place can look for each other by process id. */
export function processPlace(): string {
  if (process.platform !== 'linux') return hostname();
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
}

function startOf(processId: number): string {
  if (process.platform === 'linux') return startFromProc(processId);
  if (process.platform === 'win32') return '';
  const asked = spawnSync('ps', ['-o', 'lstart=', '-p', `${processId}`], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  return asked.status === 0 ? asked.stdout.trim() : '';
}

/** Field 22 of `stat`, in clock ticks since boot; fields are counted after the name in parentheses. */
function startFromProc(processId: number): string {
  try {
    const stat = readFileSync(`/proc/${processId}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') {
      return '';
    }
    throw error;
  }
}
