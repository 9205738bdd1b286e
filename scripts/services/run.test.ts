import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test, vi } from 'vitest';
import { isGroupThere, signalGroup } from './process-group.mjs';
import { startRun } from './run.ts';

/** A process that opens a run, starts a service in it that has a child of its own, and says where. */
const programOf = (service: string) => `
  import { startRun } from './scripts/services/run.ts';
  const run = await startRun();
  const service = run.spawn('sh', ['-c', '${service}']);
  console.log(JSON.stringify({ folder: run.folder, group: service.pid }));
  process.stdin.once('data', () => { throw new Error('broken'); });
`;

type Started = { readonly folder: string; readonly group: number };

async function startProgram(service = 'sleep 600; true') {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', programOf(service)],
    { stdio: ['pipe', 'pipe', 'ignore'] },
  );
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const started: Started = JSON.parse(line);
  onTestFinished(() => {
    signalGroup(started.group, 'SIGKILL');
  });
  return { child, ...started };
}

async function untilTidy({ folder, group }: Started): Promise<void> {
  await vi.waitUntil(() => !isGroupThere(group) && !existsSync(folder), { timeout: 10_000 });
}

test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
  'nothing of a run is left after its process was ended by %s',
  async (signal) => {
    const started = await startProgram();
    expect(isGroupThere(started.group)).toBe(true);
    expect(existsSync(started.folder)).toBe(true);
    started.child.kill(signal);
    await untilTidy(started);
  },
);

test('nothing of a run is left after its process broke', async () => {
  const started = await startProgram();
  started.child.stdin.write('break\n');
  await untilTidy(started);
});

test('a service that ignores signals is killed after a moment', async () => {
  const started = await startProgram('trap "" INT TERM; while true; do sleep 600; done');
  started.child.kill('SIGKILL');
  await untilTidy(started);
});

test('stopping a run ends what is in it before it resolves', async () => {
  const run = await startRun();
  const service = run.spawn('sleep', ['600']);
  const ended = once(service, 'exit');
  await run.stop();
  await ended;
  expect(existsSync(run.folder)).toBe(false);
});

test('a group whose leader has ended is still ended with the run', async () => {
  const run = await startRun();
  const service = run.spawn('sh', ['-c', 'sleep 600 & echo started'], { stdio: 'pipe' });
  const group = service.pid ?? 0;
  await once(service, 'exit');
  expect(isGroupThere(group)).toBe(true);
  await run.stop();
  expect(isGroupThere(group)).toBe(false);
});
