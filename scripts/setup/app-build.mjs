/**
 * Builds app/dist when it is missing or older than what it is made of.
 * Invariant: what is served was built from the sources as they stand.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runOrThrow } from './child-process.mjs';

/** Everything that goes into the built app, relative to the repository's folder. */
const sources = [
  'app/src',
  'app/public',
  'app/index.html',
  'app/vite.config.ts',
  'app/package.json',
  'schema/src',
  'package-lock.json',
];

/**
 * @param {string} root the repository's folder
 * @returns {boolean} whether there is an app that can be built
 */
export function hasApp(root) {
  return existsSync(join(root, 'app', 'vite.config.ts'));
}

/**
 * @param {string} root the repository's folder
 * @returns {boolean} whether app/dist is there and newer than all its sources
 */
export function isAppBuilt(root) {
  const built = join(root, 'app', 'dist', 'index.html');
  if (!existsSync(built)) return false;
  const builtAtMs = statSync(built).mtimeMs;
  return sources.every((source) => newestChangeMs(join(root, source)) <= builtAtMs);
}

/**
 * Builds the app if needed.
 * @param {string} root the repository's folder
 */
export async function buildApp(root) {
  if (isAppBuilt(root)) return;
  console.log('Building the app …');
  // A newcomer should read one line; what goes wrong is told in full.
  const args = ['run', 'build', '--silent', '-w', 'app', '--', '--logLevel', 'error'];
  await runOrThrow('npm', args, { cwd: root });
}

/**
 * The folder's own time counts too: it moves when a file in it is deleted.
 * @param {string} path of a file or folder, which need not exist
 * @returns {number} ms since 1970
 */
function newestChangeMs(path) {
  if (!existsSync(path)) return 0;
  const status = statSync(path);
  if (!status.isDirectory()) return status.mtimeMs;
  const inside = readdirSync(path).map((name) => newestChangeMs(join(path, name)));
  return Math.max(status.mtimeMs, ...inside);
}
