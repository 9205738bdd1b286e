import { expect, test } from 'vitest';
import { summarise } from './benchmark.ts';
import { formatJson, formatTable, type Machine } from './report.ts';

const machine: Machine = {
  processor: 'a processor',
  cores: 2,
  memoryGB: 24,
  system: 'linux 6',
  node: '20.20.2',
  isPinned: true,
};
const result = {
  metrics: { ackP50Ms: summarise([1, 2, 4]), messagesPerS: 12_345.6 },
  ratios: { toRawPublish: 1.5 },
  missedAims: ['ackP50Ms ≤ 1'],
};

test('the JSON form is one line with name, machine, metrics and ratios', () => {
  const line = formatJson('ingest', machine, result);
  expect(line).not.toContain('\n');
  expect(JSON.parse(line)).toEqual({
    name: 'ingest',
    machine,
    metrics: { ackP50Ms: { median: 2, spread: 1.5, repeats: 3 }, messagesPerS: 12_345.6 },
    ratios: { toRawPublish: 1.5 },
  });
});

test('the table shows each figure with its spread, and aims that were missed', () => {
  expect(formatTable('ingest', { ...machine, isPinned: false }, result)).toBe(
    [
      'ingest (a processor, 2 cores, Node 20.20.2, not pinned to cores)',
      '  ackP50Ms      2  (± 75 % of 3)',
      '  messagesPerS  12,346',
      '  toRawPublish  1.5 x',
      '  missed: ackP50Ms ≤ 1',
    ].join('\n'),
  );
});
