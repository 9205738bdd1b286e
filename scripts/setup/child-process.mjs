/**
 * Runs one program to its end on behalf of a start script.
 * Invariant: a signal that reaches us reaches the program, once, and we end after it, never before.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** @type {readonly NodeJS.Signals[]} */
const forwardedSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const parentId = process.ppid;
const parentPollMs = 200;

/**
 * A signal to `npm` ends the shell that npm put between us and itself, and never reaches us.
 * @returns {boolean} whether npm started us and that shell is gone
 */
export function isAbandoned() {
  return process.env.npm_lifecycle_event !== undefined && process.ppid !== parentId;
}

/**
 * Runs a program with our own input and output.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>} its exit code; 128 + the signal's number if a signal ended it
 */
export function runToEnd(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => {
      // A terminal sends Ctrl-C to the whole group itself; a second one would read as "stop at once".
      const isFromTerminal = signal === 'SIGINT' && process.stdin.isTTY === true;
      if (!isFromTerminal) child.kill(signal);
    };
    for (const signal of forwardedSignals) process.on(signal, forward);
    const watch = setInterval(() => {
      if (!isAbandoned()) return;
      clearInterval(watch);
      child.kill('SIGTERM');
    }, parentPollMs);
    const stopForwarding = () => {
      clearInterval(watch);
      for (const signal of forwardedSignals) process.off(signal, forward);
    };
    child.once('error', (error) => {
      stopForwarding();
      reject(error);
    });
    child.once('close', (code, signal) => {
      stopForwarding();
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

/**
 * As `runToEnd`, but anything other than exit code 0 is an error that names the program.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 */
export async function runOrThrow(command, args, options = {}) {
  const exitCode = await runToEnd(command, args, options);
  if (exitCode !== 0) {
    throw new Error(`${command} ${args.join(' ')} ended with exit code ${exitCode}`);
  }
}
