import { expect, test } from 'vitest';
import { countTests, exitCodeOf, sumCounts, summaryLine } from './test-count.mjs';

function report(...files: { status: string; tests: string[] }[]): string {
  return JSON.stringify({
    testResults: files.map(({ status, tests }) => ({
      status,
      assertionResults: tests.map((each) => ({ status: each })),
    })),
  });
}

test('passed, failed and skipped tests are counted', () => {
  const text = report(
    { status: 'passed', tests: ['passed', 'passed', 'skipped', 'todo', 'pending'] },
    { status: 'failed', tests: ['passed', 'failed'] },
  );
  expect(countTests(text, 1)).toEqual({ passed: 3, failed: 1, skipped: 3 });
});

test('a file that could not be loaded counts as one failure', () => {
  const text = report({ status: 'failed', tests: [] }, { status: 'passed', tests: ['passed'] });
  expect(countTests(text, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
});

test('a run that ended badly without a failed test counts as one failure', () => {
  const text = report({ status: 'passed', tests: ['passed'] });
  expect(countTests(text, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
  expect(countTests(undefined, 137)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test('runs are added up into the closing line', () => {
  const total = sumCounts([
    { passed: 10, failed: 0, skipped: 1 },
    { passed: 5, failed: 2, skipped: 0 },
  ]);
  expect(summaryLine(total)).toBe('15 passed, 2 failed, 1 skipped');
});

test('skipped tests fail a run in CI alone; failures and no test at all fail it everywhere', () => {
  const skipped = { passed: 3, failed: 0, skipped: 1 };
  expect(exitCodeOf(skipped, false)).toBe(0);
  expect(exitCodeOf(skipped, true)).toBe(1);
  expect(exitCodeOf({ passed: 3, failed: 0, skipped: 0 }, true)).toBe(0);
  expect(exitCodeOf({ passed: 3, failed: 1, skipped: 0 }, false)).toBe(1);
  expect(exitCodeOf({ passed: 0, failed: 0, skipped: 0 }, false)).toBe(1);
  expect(exitCodeOf({ passed: 0, failed: 0, skipped: 1 }, false)).toBe(0);
});
