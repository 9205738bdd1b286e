/**
 * Keeps node_modules equal to package-lock.json.
 * Invariant: npm is run only if they differ, because running it for nothing costs seconds at each start.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runOrThrow } from './child-process.mjs';

/** The oldest Node that runs the server and the tools. */
const oldestNode = { major: 20, minor: 19 };

/**
 * @param {string} version as in `process.versions.node`
 * @returns {string | undefined} a sentence for people if this Node is too old
 */
export function nodeVersionProblem(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isOldEnough =
    major > oldestNode.major || (major === oldestNode.major && minor >= oldestNode.minor);
  if (isOldEnough) return undefined;
  const needed = `${oldestNode.major}.${oldestNode.minor}`;
  return `Jibber needs Node ${needed} or newer, but this is Node ${version}. Get one from https://nodejs.org and run the command again.`;
}

/** Ends the process with a sentence for people if this Node is too old. */
export function requireNode() {
  const problem = nodeVersionProblem(process.versions.node);
  if (problem === undefined) return;
  console.error(problem);
  process.exit(1);
}

/**
 * Compares what the lock wants with what npm noted down when it installed last.
 * @param {string} wantedText text of package-lock.json
 * @param {string | undefined} installedText text of node_modules/.package-lock.json, if there is one
 */
export function isInstalled(wantedText, installedText) {
  if (installedText === undefined) return false;
  /** @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }} LockedPackage */
  /** @type {Record<string, LockedPackage>} */
  const wanted = JSON.parse(wantedText).packages;
  /** @type {Record<string, LockedPackage>} */
  const installed = JSON.parse(installedText).packages;
  for (const [path, want] of Object.entries(wanted)) {
    const have = installed[path];
    if (path === '') continue;
    if (have === undefined) {
      // Binaries for other platforms are in the lock but never installed here.
      if (want.optional === true || want.devOptional === true) continue;
      return false;
    }
    if (have.version !== want.version || have.integrity !== want.integrity) return false;
  }
  return Object.keys(installed).every((path) => wanted[path] !== undefined);
}

/**
 * Installs the packages if they are missing or not those of the lock.
 * @param {string} root the repository's folder
 */
export async function installDependencies(root) {
  const installedText = readIfThere(join(root, 'node_modules', '.package-lock.json'));
  if (isInstalled(readFileSync(join(root, 'package-lock.json'), 'utf8'), installedText)) return;
  console.log('Installing packages (npm ci) …');
  await runOrThrow('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root });
}

/**
 * @param {string} path
 * @returns {string | undefined}
 */
function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
