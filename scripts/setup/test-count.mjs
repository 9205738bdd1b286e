/**
 * Adds up what several test runs report.
 * Invariant: a run that went wrong in whatever way counts at least one failure.
 */

/** @typedef {{ passed: number, failed: number, skipped: number }} TestCount */

/**
 * Counts one run by its JSON report.
 * @param {string | undefined} reportText what vitest's JSON reporter wrote; undefined if it wrote nothing
 * @param {number} exitCode of that run
 * @returns {TestCount}
 */
export function countTests(reportText, exitCode) {
  const count = { passed: 0, failed: 0, skipped: 0 };
  /** @type {{ testResults: { status: string, assertionResults: { status: string }[] }[] }} */
  const report = reportText === undefined ? { testResults: [] } : JSON.parse(reportText);
  for (const file of report.testResults) {
    const statuses = file.assertionResults.map((result) => result.status);
    const failed = statuses.filter((status) => status === 'failed').length;
    const passed = statuses.filter((status) => status === 'passed').length;
    count.passed += passed;
    count.skipped += statuses.length - failed - passed;
    // A file that could not be loaded, or whose hooks failed, has no failed test of its own.
    count.failed += failed === 0 && file.status === 'failed' ? 1 : failed;
  }
  if (exitCode !== 0 && count.failed === 0) count.failed = 1;
  return count;
}

/**
 * @param {readonly TestCount[]} counts
 * @returns {TestCount}
 */
export function sumCounts(counts) {
  return counts.reduce(
    (sum, each) => ({
      passed: sum.passed + each.passed,
      failed: sum.failed + each.failed,
      skipped: sum.skipped + each.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/**
 * @param {TestCount} count
 * @returns {string} the line that the whole run ends with
 */
export function summaryLine(count) {
  return `${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`;
}

/**
 * @param {TestCount} count
 * @param {boolean} isCi whether everything had to run
 * @returns {number} exit code of the whole run
 */
export function exitCodeOf(count, isCi) {
  if (count.failed > 0 || count.passed + count.skipped === 0) return 1;
  return isCi && count.skipped > 0 ? 1 : 0;
}
