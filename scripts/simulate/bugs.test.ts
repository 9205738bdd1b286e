import { expect, test } from 'vitest';
import { seededBugs } from './bugs.ts';
import type { SeededBug } from './seeded-bug.ts';
import { type SimulationReport, simulate } from './simulation.ts';

/** A simulation that needs more to find one of these is not worth its time. */
const mostSeeds = 40;

/** The first run that breaks a promise which this bug is about; others may break before. */
async function find(bug: SeededBug): Promise<SimulationReport | undefined> {
  for (let seed = 1; seed <= mostSeeds; seed += 1) {
    const report = await simulate({ seed, bug });
    if (report.violations.some(({ invariant }) => bug.breaks.includes(invariant))) return report;
  }
  return undefined;
}

test.each(seededBugs)(
  `$name is found within ${mostSeeds} seeds`,
  { timeout: 120_000 },
  async (bug) => {
    expect(await find(bug)).toBeDefined();
  },
);
