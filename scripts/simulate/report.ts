/** What a run came to, in words. Invariant: whoever reads it can run the same again. */
import { defaultSteps, type SimulationReport } from './simulation.ts';

/** More would only say the same again. */
const shownViolations = 5;

/** The promises that a run broke, first of all the first, and how to replay it. */
export function describeFailure({ options, violations }: SimulationReport): string {
  const { seed, steps = defaultSteps, bug } = options;
  const of = bug === undefined ? '' : ` with the bug "${bug.name}"`;
  const arguments_ = [`--seeds 1 --seed ${seed}`];
  if (steps !== defaultSteps) arguments_.push(`--steps ${steps}`);
  if (bug !== undefined) arguments_.push(`--bug "${bug.name}"`);
  const shown = violations.slice(0, shownViolations);
  const left = violations.length - shown.length;
  return [
    `seed ${seed}, ${steps} steps${of}: ${violations.length} times a promise was broken`,
    ...shown.map(({ invariant, message }) => `  ${invariant}: ${message}`),
    ...(left > 0 ? [`  and ${left} more`] : []),
    `  again, with all that happens: npm run simulate -- ${arguments_.join(' ')} --trace`,
  ].join('\n');
}
