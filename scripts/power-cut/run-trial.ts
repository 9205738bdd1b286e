/** Runs a trial in a namespace of its own, for tests. Invariant: nothing of it outlives the run. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Run } from '../services/run.ts';
import type { CutReport } from './trial.ts';

/**
 * @param options of `trial.ts`, without `--base`
 * @returns what each cut left; rejects with what the trial said if it did not get that far
 */
export async function runTrial(run: Run, options: readonly string[]): Promise<CutReport[]> {
  const base = join(run.folder, `power-cut-${crypto.randomUUID()}`);
  await mkdir(base);
  const script = fileURLToPath(new URL('./trial.ts', import.meta.url));
  const trial = run.spawn(
    'unshare',
    ['--mount', process.execPath, '--import', 'tsx', script, '--base', base, ...options],
    { stdio: ['ignore', 'pipe', 'inherit'], cwd: fileURLToPath(new URL('../..', import.meta.url)) },
  );
  if (trial.stdout === null) throw new Error('the trial has no output');
  const said: string[] = [];
  for await (const line of createInterface({ input: trial.stdout })) said.push(line);
  const reports: unknown = JSON.parse(said.at(-1)?.startsWith('[') ? (said.at(-1) ?? '') : 'null');
  if (!isReports(reports)) throw new Error(`The trial did not end:\n${said.join('\n')}`);
  // The seed first: it is what a failure is repeated with.
  console.log(said.slice(0, -1).join('\n'));
  return reports;
}

function isReports(value: unknown): value is CutReport[] {
  return (
    Array.isArray(value) &&
    value.every(
      (each: unknown) =>
        typeof each === 'object' &&
        each !== null &&
        'acknowledged' in each &&
        typeof each.acknowledged === 'number' &&
        'found' in each &&
        typeof each.found === 'number',
    )
  );
}
