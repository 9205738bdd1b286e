import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { runOrThrow, runToEnd } from './child-process.mjs';

const node = process.execPath;

/** Runs, in a process of its own, a program by `runToEnd`; that program counts the signals it gets. */
function startOuter() {
  const inner = `
    let signals = 0;
    process.on('SIGTERM', () => { signals += 1; setImmediate(() => process.exit(10 + signals)); });
    setInterval(() => undefined, 1000);
    console.log('ready');`;
  const outer = `
    import { runToEnd } from './scripts/setup/child-process.mjs';
    process.exitCode = await runToEnd(process.execPath, ['--eval', ${JSON.stringify(inner)}]);`;
  return spawn(node, ['--input-type=module', '--eval', outer], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

test('a signal reaches the program once, and its exit code becomes ours', async () => {
  const outer = startOuter();
  await once(createInterface({ input: outer.stdout }), 'line');
  outer.kill('SIGTERM');
  expect(await once(outer, 'exit')).toEqual([11, null]);
});

test('exit codes and the signals that ended a program are told', async () => {
  expect(await runToEnd(node, ['--eval', 'process.exit(3)'])).toBe(3);
  expect(await runToEnd(node, ['--eval', 'process.kill(process.pid, "SIGKILL")'])).toBe(128 + 9);
});

test('a program that fails, or is not there, is an error that names it', async () => {
  await expect(runOrThrow(node, ['--eval', 'process.exit(3)'])).rejects.toThrow('exit code 3');
  await expect(runOrThrow('no-such-program', [])).rejects.toThrow('no-such-program');
});
