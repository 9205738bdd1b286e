/**
 * `npm test [-- PATH …]`: from a fresh clone to every test run.
 * Invariant: the last line is `N passed, N failed, N skipped`, summed over all runs, whatever happens.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildApp } from './setup/app-build.mjs';
import { isAbandoned, runToEnd } from './setup/child-process.mjs';
import { installDependencies, requireNode } from './setup/dependencies.mjs';
import { installSystemPackages } from './setup/system-packages.mjs';
import { countTests, exitCodeOf, sumCounts, summaryLine } from './setup/test-count.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const filters = process.argv.slice(2);
const reportFolder = mkdtempSync(join(tmpdir(), 'jibber-reports-'));
const wasInterrupted = listenForInterrupt();

/** @type {import('./setup/test-count.mjs').TestCount[]} */
const counts = [];
requireNode();
try {
  await installDependencies(root);
  await installSystemPackages();
  counts.push(await runVitest('vitest.config.ts'));
  if (findJourneys().length > 0 && !wasInterrupted()) {
    await buildApp(root);
    counts.push(await runVitest('vitest.e2e.config.ts'));
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  counts.push({ passed: 0, failed: 1, skipped: 0 });
} finally {
  rmSync(reportFolder, { recursive: true });
}
const total = sumCounts(counts);
if (total.passed + total.failed + total.skipped === 0) {
  console.log(`No test file matches ${filters.join(' ')}`);
}
process.exitCode = exitCodeOf(total, process.env.CI === 'true');
console.log(summaryLine(total));

/**
 * Runs one configuration and shows its output.
 * @param {string} config file name of a vitest configuration in the repository's folder
 */
async function runVitest(config) {
  const reportFile = join(reportFolder, `${config}.json`);
  const exitCode = await runToEnd(
    process.execPath,
    [
      join(root, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      `--config=${config}`,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${reportFile}`,
      '--passWithNoTests',
      ...filters,
    ],
    { cwd: root },
  );
  const report = existsSync(reportFile) ? readFileSync(reportFile, 'utf8') : undefined;
  return countTests(report, exitCode);
}

/** @returns {string[]} browser journeys that the filters choose; all of them without a filter */
function findJourneys() {
  const folder = join(root, 'app', 'e2e');
  const names = existsSync(folder)
    ? readdirSync(folder, { encoding: 'utf8', recursive: true })
    : [];
  const paths = names.filter((name) => name.endsWith('.spec.ts')).map((name) => join(folder, name));
  if (filters.length === 0) return paths;
  return paths.filter((path) => filters.some((filter) => path.includes(filter)));
}

/** @returns {() => boolean} whether somebody has asked us to stop: then nothing new is begun */
function listenForInterrupt() {
  let isInterrupted = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      isInterrupted = true;
    });
  }
  return () => isInterrupted || isAbandoned();
}
