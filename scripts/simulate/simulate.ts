/**
 * `npm run simulate -- [--seeds N] [--seed S] [--steps N]`: runs N seeds from S on. Prints of each
 * failing one what was broken; exits with 1 then.
 */
import { parseArgs } from 'node:util';
import { seededBugs } from './bugs.ts';
import { simulate } from './simulation.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    seed: { type: 'string', default: `${Date.now()}` },
    steps: { type: 'string', default: '120' },
    /** Ends at the first failing seed. */
    bug: { type: 'string' },
    'until-failure': { type: 'boolean', default: false },
  },
});
const bug = seededBugs.find(({ name }) => name === values.bug);
const seeds = Number(values.seeds);
const first = Number(values.seed);
const coverage = new Map<string, number>();
let failed = 0;
let rows = 0;
let virtualMs = 0;
const startedAtMs = performance.now();
for (let seed = first; seed < first + seeds; seed += 1) {
  const report = await simulate({
    seed,
    steps: Number(values.steps),
    isLong: seed % 10 === 0,
    bug,
  });
  rows += report.rows;
  virtualMs += report.virtualMs;
  for (const [name, count] of report.coverage) {
    coverage.set(name, (coverage.get(name) ?? 0) + count);
  }
  if (report.violations.length === 0) continue;
  failed += 1;
  console.log(`--seed ${seed} broke ${report.violations.length} promises:`);
  for (const { invariant, message } of report.violations.slice(0, 5)) {
    console.log(`  ${invariant}: ${message}`);
  }
  if (values['until-failure']) break;
}
const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1);
for (const [name, count] of [...coverage].sort(([one], [other]) => (one < other ? -1 : 1))) {
  console.log(`${`${count}`.padStart(8)} ${name}`);
}
console.log(
  `${seeds} seeds from ${first}: ${failed} failed, ${rows} rows accepted, ` +
    `${(virtualMs / 3_600_000).toFixed(1)} h of virtual time in ${seconds} s`,
);
process.exitCode = failed > 0 ? 1 : 0;
