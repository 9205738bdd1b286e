/**
 * `npm run simulate -- [--seeds N] [--seed S] [--steps N] [--bug NAME] [--trace] [--until-failure]`:
 * runs N seeds from S on, prints of each failing one what it broke and how to replay it, and what was
 * reached. Exits with 1 where a promise was broken or, over 200 seeds and more, something not reached.
 */
import { parseArgs } from 'node:util';
import { seededBugs } from './bugs.ts';
import { addCoverage, missingCoverage } from './coverage.ts';
import { describeFailure } from './report.ts';
import { defaultSteps, simulate } from './simulation.ts';

/** From so many seeds on everything must have been reached. */
const coveringSeeds = 200;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    seed: { type: 'string', default: `${Date.now()}` },
    steps: { type: 'string', default: `${defaultSteps}` },
    /** One of `bugs.ts`, put in on purpose. */
    bug: { type: 'string' },
    /** Prints everything that happens, with its virtual time. */
    trace: { type: 'boolean', default: false },
    'until-failure': { type: 'boolean', default: false },
  },
});
const bug = seededBugs.find(({ name }) => name === values.bug);
if (values.bug !== undefined && bug === undefined) {
  throw new Error(`There are: ${seededBugs.map(({ name }) => name).join(', ')}`);
}
const [seeds, first, steps] = [Number(values.seeds), Number(values.seed), Number(values.steps)];
const trace = (atMs: number, name: string) => console.log(`${atMs.toFixed(0).padStart(9)} ${name}`);
const coverage = new Map<string, number>();
let failed = 0;
let rows = 0;
let virtualMs = 0;
let settledMs = 0;
const startedAtMs = performance.now();
for (let seed = first; seed < first + seeds; seed += 1) {
  const report = await simulate({ seed, steps, bug, trace: values.trace ? trace : undefined });
  rows += report.rows;
  virtualMs += report.virtualMs;
  settledMs = Math.max(settledMs, report.settledMs);
  addCoverage(coverage, report.coverage);
  if (report.violations.length === 0) continue;
  failed += 1;
  console.log(describeFailure(report));
  if (values['until-failure']) break;
}
const seconds = (performance.now() - startedAtMs) / 1000;
for (const [name, count] of [...coverage].sort(([one], [other]) => (one < other ? -1 : 1))) {
  console.log(`${`${count}`.padStart(8)} ${name}`);
}
const missing = seeds >= coveringSeeds ? missingCoverage(coverage) : [];
for (const name of missing) console.log(`${'never'.padStart(8)} ${name}`);
console.log(
  `${seeds} seeds from ${first}: ${failed} failed; ${rows} rows accepted, ` +
    `${(virtualMs / 3_600_000).toFixed(1)} h of virtual time in ${seconds.toFixed(1)} s, ` +
    `everything everywhere ${settledMs / 1000} s after the last fault at most`,
);
process.exitCode = failed > 0 || missing.length > 0 ? 1 : 0;
