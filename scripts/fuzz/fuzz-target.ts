/**
 * What is fuzzed, and what must hold of it: no input makes it throw or stall, and memory stays flat.
 * Invariant: a step depends on its generator alone, so that the name of a failing one replays it.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { cpuMsOf } from '@jibber/schema/testkit/cpu-time';
import { createRandom, type Random } from '@jibber/schema/testkit/random';

export interface FuzzTarget {
  readonly name: string;
  /** One step: some hundred inputs of one kind. Throws where something does not hold. */
  step(random: Random, probe: Probe): void;
}

export interface Probe {
  /** Measures what an input leads to: called several times, so it must be free of effects. */
  measure(run: () => void): void;
  /** Counts an outcome, so that a run shows what it reached. */
  saw(outcome: string): void;
}

export type FuzzReport = {
  readonly steps: number;
  readonly inputs: number;
  /** ms of processor time of the input that took longest, the quickest of several tries. */
  readonly slowestMs: number;
  /** Growth of the heap after the first quarter of the run, collected, in bytes. */
  readonly grownBytes: number;
  /** How often each outcome came about. */
  readonly outcomes: ReadonlyMap<string, number>;
};

export type FuzzOptions = {
  readonly seed: number | string;
  readonly targets: readonly FuzzTarget[];
  /** Whether to go on, asked before each step. */
  readonly goOn: (steps: number) => boolean;
  /** Share of the run that is over, 0 to 1. */
  readonly progress: (steps: number) => number;
};

/** No input may hold up the event loop for longer. */
export const stallMs = 50;
/** More than caches and compiled code can explain. */
const mostGrownBytes = 24 * 1024 * 1024;

/** Runs the targets in turn. Throws with the name of the step that failed. */
export function fuzz(options: FuzzOptions): FuzzReport {
  const { seed, targets, goOn, progress } = options;
  const root = createRandom(seed);
  const collect = garbageCollector();
  let steps = 0;
  let inputs = 0;
  let slowestMs = 0;
  let settledBytes: number | undefined;
  const outcomes = new Map<string, number>();
  const probe: Probe = {
    measure,
    saw: (outcome) => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1),
  };

  function measure(run: () => void): void {
    inputs += 1;
    let tookMs = cpuMsOf(run, 1);
    // Compiling and collecting are no stalls: it must happen again and again.
    if (tookMs > stallMs / 5) tookMs = Math.min(tookMs, cpuMsOf(run));
    slowestMs = Math.max(slowestMs, tookMs);
    if (tookMs > stallMs) throw new Error(`an input took ${tookMs.toFixed(1)} ms`);
  }

  for (; goOn(steps); steps += 1) {
    const target = targets[steps % targets.length];
    if (target === undefined) throw new Error('nothing to fuzz');
    const random = root.fork(`${target.name}/${steps}`);
    try {
      target.step(random, probe);
    } catch (cause) {
      throw new Error(`step ${random.name} failed`, { cause });
    }
    if (settledBytes === undefined && progress(steps) >= 0.25) settledBytes = collect();
  }
  const grownBytes = settledBytes === undefined ? 0 : collect() - settledBytes;
  if (grownBytes > mostGrownBytes) throw new Error(`memory grew by ${grownBytes} bytes`);
  return { steps, inputs, slowestMs, grownBytes, outcomes };
}

/** @returns a function that collects garbage and tells the bytes in use */
function garbageCollector(): () => number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('the collector cannot be reached');
  return () => {
    Reflect.apply(collect, undefined, []);
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
}
