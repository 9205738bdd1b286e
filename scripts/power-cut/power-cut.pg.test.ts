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
const seed = process.env.POWER_CUT_SEED ?? crypto.randomUUID();

test.skipIf(reason !== undefined)(
  `what Postgres acknowledged is there after a power cut${reason === undefined ? '' : ` (${reason})`}`,
  { timeout: 240_000 },
  async () => {
    const options = ['--engine', 'postgres', '--seed', seed, '--cuts', '3'];
    const reports = await runTrial(run, options);
    expect(reports).toHaveLength(3);
    for (const report of reports) {
      expect(report.problem).toBeUndefined();
      expect(report.found).toBeGreaterThanOrEqual(report.acknowledged);
    }
  },
);
