import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Run, startRun } from '../services/run.ts';
import { whyNoDisk } from './disk.ts';
import { runTrial } from './run-trial.ts';

let run: Run;
beforeAll(async () => {
  run = await startRun();
});
afterAll(() => run.stop());

const reason = process.env.CI === 'true' ? undefined : whyNoDisk();
const suffix = reason === undefined ? '' : ` (${reason})`;
const seed = process.env.POWER_CUT_SEED ?? crypto.randomUUID();
const timeoutMs = 240_000;

test.skipIf(reason !== undefined)(
  `what the embedded store acknowledged is there after a power cut${suffix}`,
  { timeout: timeoutMs },
  async () => {
    const reports = await runTrial(run, ['--seed', seed, '--cuts', '3']);
    expect(reports).toHaveLength(3);
    for (const report of reports) {
      expect(report.problem).toBeUndefined();
      expect(report.found).toBeGreaterThanOrEqual(report.acknowledged);
    }
  },
);

test.skipIf(reason !== undefined)(
  `the trial notices a disk that only says it has synced${suffix}`,
  { timeout: timeoutMs },
  async () => {
    const [report] = await runTrial(run, ['--seed', seed, '--cuts', '1', '--unsynced']);
    expect(report?.found).toBeLessThan(report?.acknowledged ?? 0);
  },
);
