import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { errorOfCloseCode, isErrorCode } from '../errors.ts';
import { limits } from '../limits.ts';
import { frameExamples, upTypes } from '../testkit/frame-examples.ts';
import { encodeFrame } from './codec.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const paper = readFileSync(join(root, 'docs/PROTOCOL.md'), 'utf8');

function matches(pattern: RegExp, text: string): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '');
}

const rules = matches(/^- \*\*([A-Z]\d+)\*\*/gm, paper);

/** Names of all tests, in the files that hold tests. */
function* testNames(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && entry.name !== 'dist') yield* testNames(path);
    } else if (/(\.(test|spec)\.tsx?|-contract\.ts)$/.test(entry.name)) {
      yield* matches(/['"`]((?:[A-Z]\d+(?:, )?)+): /g, readFileSync(path, 'utf8'));
    }
  }
}

test('the tables of frames are those of the codec', () => {
  const rows = [...paper.matchAll(/^\| (\d{1,2}) \| (\w+) \| /gm)];
  const written = rows.map(([, wire, type]) => [Number(wire), type]);
  const spoken = Object.values(frameExamples).map((frame) => [encodeFrame(frame)[0], frame.type]);
  expect(written).toEqual(spoken.sort(([one], [other]) => Number(one) - Number(other)));
  for (const [wire, type] of written) {
    const isUp = [...upTypes].some((up) => up === type);
    expect(Number(wire) < 32).toBe(isUp);
  }
});

test('C1: the table of close codes is that of the errors', () => {
  const rows = [...paper.matchAll(/^\| (\d{4}) \| ([a-z-]+) \| /gm)];
  const written = Object.fromEntries(rows.map(([, close, code]) => [Number(close), code]));
  const given: Record<number, string> = {};
  for (let close = 1000; close < 5000; close += 1) {
    const code = errorOfCloseCode(close);
    if (code !== undefined) given[close] = code;
  }
  expect(written).toEqual(given);
});

test('every limit and code that is quoted exists', () => {
  const limitNames = matches(/`([a-z]+(?:[A-Z][a-z]+)+)`/g, paper);
  for (const name of limitNames.filter((quoted) => quoted !== 'spreadMs')) {
    expect(Object.keys(limits), name).toContain(name);
  }
  const codes = matches(/`([a-z]+(?:-[a-z]+)+)`/g, paper);
  expect(codes.length).toBeGreaterThan(7);
  for (const code of codes) expect(isErrorCode(code), code).toBe(true);
});

test('rules have different numbers, counted from 1 in each part', () => {
  expect(rules.length).toBeGreaterThan(50);
  expect(new Set(rules).size).toBe(rules.length);
  const counts = new Map<string, number>();
  for (const rule of rules) {
    const part = rule.slice(0, 1);
    const count = (counts.get(part) ?? 0) + 1;
    counts.set(part, count);
    expect(rule).toBe(`${part}${count}`);
  }
});

test('every rule is held by a test that names it, and no test names another', () => {
  const named = new Set<string>();
  for (const folder of ['schema', 'sync-server', 'app', 'scripts']) {
    for (const name of testNames(join(root, folder))) {
      for (const rule of name.split(', ')) named.add(rule);
    }
  }
  // The invariants of the simulation are counted I1 to I14.
  const ofPaper = [...named].filter((rule) => !rule.startsWith('I'));
  expect([...rules].filter((rule) => !named.has(rule))).toEqual([]);
  expect(ofPaper.filter((rule) => !rules.includes(rule))).toEqual([]);
});
