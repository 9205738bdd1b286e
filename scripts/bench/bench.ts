/**
 * `npm run bench -- NAME [--json] [--check] [...]`: runs scripts/bench/NAME.ts.
 * Invariant: with `--json` standard output is exactly one line of JSON.
 */
import { existsSync } from 'node:fs';
import type { Benchmark } from './benchmark.ts';
import { describeMachine, formatJson, formatTable } from './report.ts';

const [name, ...args] = process.argv.slice(2);
const isJson = args.includes('--json');
const isCheck = args.includes('--check');
const module = new URL(`./${name}.ts`, import.meta.url);
if (name === undefined || !/^[a-z-]+$/.test(name) || !existsSync(module)) {
  console.error('npm run bench -- NAME [--json]: no such benchmark in scripts/bench');
  process.exit(2);
}
const loaded: unknown = await import(module.href);
if (!isBenchmark(loaded)) {
  console.error(`scripts/bench/${name}.ts is no benchmark: it exports no function run`);
  process.exit(2);
}
// Before anything is pinned: afterwards the machine seems to have one core.
const machine = describeMachine();
const result = await loaded.run({
  args: args.filter((arg) => arg !== '--json' && arg !== '--check'),
  say: isJson ? () => undefined : (line) => console.log(line),
});
const format = isJson ? formatJson : formatTable;
console.log(format(name, machine, result));
if (isCheck && (result.missedAims ?? []).length > 0) process.exitCode = 1;

function isBenchmark(value: unknown): value is { readonly run: Benchmark } {
  return (
    typeof value === 'object' && value !== null && 'run' in value && typeof value.run === 'function'
  );
}
