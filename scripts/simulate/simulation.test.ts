import { afterAll, describe, expect, test } from 'vitest';
import { addCoverage, missingCoverage } from './coverage.ts';
import { keptSeeds } from './kept-seeds.ts';
import { describeFailure } from './report.ts';
import { simulate } from './simulation.ts';

const groups = 8;
const seedsOfGroup = 25;
const groupTimeoutMs = 120_000;

describe('people, devices, tabs, workers and nodes, with faults at every step', () => {
  const coverage = new Map<string, number>();
  let seeds = 0;

  test.each(
    Array.from({ length: groups }, (_, index) => [
      1 + index * seedsOfGroup,
      (index + 1) * seedsOfGroup,
    ]),
  )('every promise is kept with seeds %i to %i', { timeout: groupTimeoutMs }, async (from, to) => {
    for (let seed = from; seed <= to; seed += 1) {
      const report = await simulate({ seed });
      expect(report.violations, describeFailure(report)).toEqual([]);
      addCoverage(coverage, report.coverage);
      seeds += 1;
    }
  });

  // Asked of the whole run: no single seed does everything.
  afterAll(() => {
    if (seeds === groups * seedsOfGroup) expect(missingCoverage(coverage)).toEqual([]);
  });
});

test.each(keptSeeds)('seed $seed, which once found: $found', async ({ seed }) => {
  const report = await simulate({ seed });
  expect(report.violations, describeFailure(report)).toEqual([]);
});

test('the same seed gives the same run', async () => {
  const [one, other] = [await simulate({ seed: 'again' }), await simulate({ seed: 'again' })];
  expect([...other.coverage]).toEqual([...one.coverage]);
  expect(other.rows).toBe(one.rows);
  expect(other.virtualMs).toBe(one.virtualMs);
});
