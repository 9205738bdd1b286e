/**
 * `npm run check [-- NAME …]`: every check that is no test. Two run at a time, each prints in one piece.
 * Invariant: all checks run, also after one has failed, so that one run shows everything.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildApp, hasApp } from './setup/app-build.mjs';
import { installDependencies, requireNode } from './setup/dependencies.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** @typedef {{ name: string, args: readonly string[], prepare?: () => Promise<void> }} Check */

/** @type {readonly Check[]} */
const checks = [
  {
    name: 'format',
    args: [bin('@biomejs/biome/bin/biome'), 'ci', '--colors=off', '--error-on-warnings', '.'],
  },
  { name: 'lint', args: [bin('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings', '.'] },
  { name: 'types-schema', args: [bin('typescript/bin/tsc'), '--noEmit', '-p', 'schema'] },
  { name: 'types-server', args: [bin('typescript/bin/tsc'), '--noEmit', '-p', 'sync-server'] },
  { name: 'types-app', args: [bin('typescript/bin/tsc'), '--noEmit', '-p', 'app'] },
  {
    name: 'types-service-worker',
    args: [bin('typescript/bin/tsc'), '--noEmit', '-p', 'app/src/service-worker'],
  },
  { name: 'types-scripts', args: [bin('typescript/bin/tsc'), '--noEmit', '-p', 'scripts'] },
  { name: 'imports', args: ['--import', 'tsx', 'scripts/checks/imports.ts'] },
  { name: 'dead-code', args: [bin('knip/bin/knip.js'), '--no-progress'] },
  ...appChecks(),
];

requireNode();
await installDependencies(root);
const wanted = process.argv.slice(2);
const chosen = wanted.length === 0 ? checks : checks.filter((check) => wanted.includes(check.name));
if (chosen.length === 0) {
  console.error(`No such check. There are: ${checks.map((check) => check.name).join(', ')}`);
}
const failed = await runAll(chosen);
if (failed.length > 0) console.error(`Checks failed: ${failed.join(', ')}`);
process.exitCode = failed.length > 0 || chosen.length === 0 ? 1 : 0;

/** @returns {readonly Check[]} checks of the built app, if there is one to build */
function appChecks() {
  if (!hasApp(root)) return [];
  const args = ['--import', 'tsx', 'scripts/bench/bench.ts', 'app-size', '--check'];
  return [{ name: 'app-size', args, prepare: () => buildApp(root) }];
}

/** @param {string} path inside node_modules */
function bin(path) {
  return join(root, 'node_modules', path);
}

/**
 * @param {readonly Check[]} all
 * @returns {Promise<string[]>} names of those that failed
 */
async function runAll(all) {
  const waiting = [...all];
  /** @type {string[]} */
  const failedNames = [];
  const work = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const isReady = await prepare(check);
      if (!isReady || !(await runCheck(check))) failedNames.push(check.name);
    }
  };
  await Promise.all([work(), work()]);
  return failedNames;
}

/**
 * @param {Check} check
 * @returns {Promise<boolean>} whether what it needs is there
 */
async function prepare(check) {
  try {
    await check.prepare?.();
    return true;
  } catch (error) {
    console.log(`FAILED ${check.name}: ${error instanceof Error ? error.message : error}`);
    return false;
  }
}

/**
 * @param {Check} check
 * @returns {Promise<boolean>} whether it passed
 */
function runCheck(check) {
  return new Promise((resolve, reject) => {
    const startedAtMs = performance.now();
    const child = spawn(process.execPath, check.args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    /** @type {Buffer[]} */
    const output = [];
    child.stdout.on('data', (bytes) => output.push(bytes));
    child.stderr.on('data', (bytes) => output.push(bytes));
    child.once('error', reject);
    child.once('close', (code) => {
      const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1);
      console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${check.name} (${seconds} s)`);
      if (code !== 0) process.stdout.write(Buffer.concat(output));
      resolve(code === 0);
    });
  });
}
