/**
 * What a benchmark is: a module `scripts/bench/NAME.ts` that exports `run`.
 * Invariant: a figure of several repeats is a `Measurement`, so that its spread is always printed with it.
 */
import { median, spread } from './statistics.ts';

export type Measurement = {
  /** Median of the repeats, in the unit that its name ends with. */
  readonly median: number;
  /** (largest − smallest) / median. */
  readonly spread: number;
  readonly repeats: number;
};

export type BenchmarkResult = {
  /** By names that carry their unit: `ackP50Ms`, `heapMB`, `messagesPerS`. */
  readonly metrics: Readonly<Record<string, number | Measurement>>;
  /** To a baseline measured in the same run. */
  readonly ratios: Readonly<Record<string, number | Measurement>>;
  /** What was not met, in words; only with `isCheck` does it make the command fail. */
  readonly missedAims?: readonly string[];
};

export type BenchmarkOptions = {
  /** Arguments behind the name, for a benchmark's own settings. */
  readonly args: readonly string[];
  /** Progress for people; nothing with `--json`. */
  readonly say: (line: string) => void;
};

export type Benchmark = (options: BenchmarkOptions) => Promise<BenchmarkResult>;

/** Makes a measurement of repeats. */
export function summarise(values: readonly number[]): Measurement {
  return { median: median(values), spread: spread(values), repeats: values.length };
}
