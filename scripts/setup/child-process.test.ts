import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { runOrThrow, runToEnd } from './child-process.mjs';

const node = process.execPath;

const innerProgram = `
  let signals = 0;
  process.on('SIGTERM', () => { signals += 1; setImmediate(() => process.exit(10 + signals)); });
  setInterval(() => undefined, 1000);
  console.log('ready');`;

/** Runs by `runToEnd` a program that counts the signals it gets. */
const outerProgram = `
  import { runToEnd } from './scripts/setup/child-process.mjs';
  process.exitCode = await runToEnd(process.execPath, ['--eval', ${JSON.stringify(innerProgram)}]);`;

test('a signal reaches the program once, and its exit code becomes ours', async () => {
  const outer = spawn(node, ['--input-type=module', '--eval', outerProgram], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(createInterface({ input: outer.stdout }), 'line');
  outer.kill('SIGTERM');
  expect(await once(outer, 'exit')).toEqual([11, null]);
});

test('who ends the shell that npm put above us ends the program too', async () => {
  const shell = spawn('sh', ['-c', `"${node}" --input-type=module --eval "$PROGRAM"; true`], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PROGRAM: outerProgram, npm_lifecycle_event: 'start' },
  });
  await once(createInterface({ input: shell.stdout }), 'line');
  shell.kill('SIGTERM');
  // Closes when the last process that holds it has ended.
  await once(shell, 'close');
});

test('exit codes and the signals that ended a program are told', async () => {
  expect(await runToEnd(node, ['--eval', 'process.exit(3)'])).toBe(3);
  expect(await runToEnd(node, ['--eval', 'process.kill(process.pid, "SIGKILL")'])).toBe(128 + 9);
});

test('a program that fails, or is not there, is an error that names it', async () => {
  await expect(runOrThrow(node, ['--eval', 'process.exit(3)'])).rejects.toThrow('exit code 3');
  await expect(runOrThrow('no-such-program', [])).rejects.toThrow('no-such-program');
});
