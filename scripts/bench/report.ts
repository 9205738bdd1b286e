/**
 * How a benchmark's result is shown.
 * Invariant: the JSON form is one line, `{"name","machine","metrics","ratios"}`.
 */
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import type { BenchmarkResult, Measurement } from './benchmark.ts';
import { canPin } from './pinning.ts';

export type Machine = {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGB: number;
  readonly system: string;
  readonly node: string;
  readonly isPinned: boolean;
};

/** What figures depend on besides our code. */
export function describeMachine(): Machine {
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGB: Math.round(totalmem() / 1e9),
    system: `${process.platform} ${release()}`,
    node: process.versions.node,
    isPinned: canPin(),
  };
}

/** One line for programs. */
export function formatJson(name: string, machine: Machine, result: BenchmarkResult): string {
  return JSON.stringify({ name, machine, metrics: result.metrics, ratios: result.ratios });
}

/** A table for people. */
export function formatTable(name: string, machine: Machine, result: BenchmarkResult): string {
  const metrics = Object.entries(result.metrics).map(([key, value]) => row(key, value, ''));
  const ratios = Object.entries(result.ratios).map(([key, value]) => row(key, value, ' x'));
  const rows = [...metrics, ...ratios];
  const width = Math.max(...rows.map(([label]) => label.length));
  const pinning = machine.isPinned ? '' : ', not pinned to cores';
  return [
    `${name} (${machine.processor}, ${machine.cores} cores, Node ${machine.node}${pinning})`,
    ...rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`),
    ...(result.missedAims ?? []).map((aim) => `  missed: ${aim}`),
  ].join('\n');
}

function row(label: string, value: number | Measurement, unit: string): [string, string] {
  if (typeof value === 'number') return [label, `${formatNumber(value)}${unit}`];
  const spread = `± ${formatNumber((value.spread * 100) / 2)} % of ${value.repeats}`;
  return [label, `${formatNumber(value.median)}${unit}  (${spread})`];
}

/** Three significant digits below 1000, whole numbers above. */
function formatNumber(value: number): string {
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString('en');
  return `${Number(value.toPrecision(3))}`;
}
