/**
 * `npm run fuzz -- [--seconds N] [--seed S]`: fuzzes the frame decoder and every intent. Exits with 1
 * and the name of the failing step; the same seed runs the same steps again.
 */
import { parseArgs } from 'node:util';
import { frameTarget } from './frame-target.ts';
import { fuzz } from './fuzz-target.ts';
import { groupTarget } from './group-target.ts';
import { intentTarget } from './intent-target.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: `${Date.now()}` },
  },
});
const seconds = Number(values.seconds);
if (!(seconds > 0)) throw new Error('--seconds needs a number above 0');

console.log(`fuzzing for ${seconds} s with --seed ${values.seed}`);
const startedAtMs = performance.now();
const elapsedMs = () => performance.now() - startedAtMs;
const report = fuzz({
  seed: values.seed,
  targets: [frameTarget, intentTarget, groupTarget],
  goOn: () => elapsedMs() < seconds * 1000,
  progress: () => elapsedMs() / (seconds * 1000),
});
console.log(
  `${report.inputs} inputs in ${report.steps} steps, the slowest took ` +
    `${report.slowestMs.toFixed(1)} ms, memory grew by ${(report.grownBytes / 2 ** 20).toFixed(1)} MiB`,
);
for (const [outcome, count] of [...report.outcomes].sort(([, one], [, other]) => other - one)) {
  console.log(`${`${count}`.padStart(10)} ${outcome}`);
}
