import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { startRun } from '../services/run.ts';
import { canPin, pinned, pinProcess } from './pinning.ts';

/** Cores a process may run on, as Linux tells it. */
function allowedCores(status: string): string | undefined {
  return /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1];
}

test.runIf(canPin())('a pinned program runs on its core alone', () => {
  const { command, args } = pinned(1, 'cat', ['/proc/self/status']);
  const { stdout } = spawnSync(command, args, { encoding: 'utf8' });
  expect(allowedCores(stdout)).toBe('1');
});

test.runIf(canPin())('a running process is moved', async () => {
  const run = await startRun();
  onTestFinished(() => run.stop());
  const { pid = 0 } = run.spawn('sleep', ['60']);
  pinProcess(0, pid);
  expect(allowedCores(readFileSync(`/proc/${pid}/status`, 'utf8'))).toBe('0');
});
