/**
 * Process groups: asking for them and ending them.
 * Invariant: a process that has ended but that nobody has asked for its exit code counts as gone.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** How long a group may take to be gone after SIGKILL, in ms, and how often that is looked at. */
const killTimeoutMs = 5_000;
const pollMs = 10;

/**
 * A group outlives its leader as long as one of its processes runs; its id is not used again before.
 * @param {number} group
 */
export function isGroupThere(group) {
  return signalGroup(group, 0) && (!existsSync('/proc/self/stat') || hasRunningProcess(group));
}

/**
 * @param {number} group
 * @param {NodeJS.Signals | 0} signal 0 only asks
 * @returns {boolean} whether there is such a group
 */
export function signalGroup(group, signal) {
  try {
    process.kill(-group, signal);
    return true;
  } catch (error) {
    if (hasCode(error, 'ESRCH')) return false;
    throw error;
  }
}

/**
 * Resolves when a group is gone.
 * @param {number} group
 * @param {number} [timeoutMs]
 * @returns {Promise<boolean>} false if it is still there after that time
 */
export async function waitForGroupToEnd(group, timeoutMs = killTimeoutMs) {
  const giveUpAtMs = performance.now() + timeoutMs;
  while (isGroupThere(group)) {
    if (performance.now() > giveUpAtMs) return false;
    await delay(pollMs);
  }
  return true;
}

/**
 * On Linux: the group of a process and its state are the fields after its name in parentheses.
 * @param {number} group
 */
function hasRunningProcess(group) {
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const status = readStatus(`/proc/${name}/stat`);
    const [state, , processGroup] = status.slice(status.lastIndexOf(')') + 2).split(' ');
    if (Number(processGroup) === group && state !== 'Z' && state !== 'X') return true;
  }
  return false;
}

/** @param {string} path of a file that is gone when its process is */
function readStatus(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ESRCH')) return '';
    throw error;
  }
}

/**
 * @param {unknown} error
 * @param {string} code
 */
function hasCode(error, code) {
  return error instanceof Error && 'code' in error && error.code === code;
}
