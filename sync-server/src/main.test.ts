/** The server as a process of its own, as people start it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';

const mainFile = fileURLToPath(new URL('./main.ts', import.meta.url));
const adminFile = fileURLToPath(new URL('./admin/main.ts', import.meta.url));
const tsx = import.meta.resolve('tsx');

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jibber-main-'));
});

afterAll(() => rm(folder, { recursive: true }));

type Run = {
  readonly process: ChildProcess;
  readonly output: Promise<string>;
  readonly errors: Promise<string>;
  readonly exitCode: Promise<number | null>;
};

function run(file: string, settings: Record<string, string>, args: readonly string[] = []): Run {
  const child = spawn(process.execPath, ['--import', tsx, file, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, DATA_DIR: join(folder, 'data'), PORT: '0', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return {
    process: child,
    output: text(child.stdout),
    errors: text(child.stderr),
    exitCode: once(child, 'close').then(([code]) => code),
  };
}

/** Resolves with the first thing it says. */
async function firstWords(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('its output goes elsewhere');
  const [words] = await once(child.stdout, 'data');
  return String(words);
}

test('it says one line, serves, keeps its folder to itself, and stops in order', {
  timeout: 120_000,
}, async () => {
  const server = run(mainFile, {});
  const line = await firstWords(server.process);
  expect(line).toMatch(/^Jibber is ready: http:\/\/localhost:\d+\n$/);
  const address = line.trim().split(' ').at(-1)?.replace('localhost', '127.0.0.1');
  expect((await fetch(`${address}/readyz`)).status).toBe(200);

  const second = run(mainFile, {});
  expect(await second.exitCode).toBe(1);
  expect(await second.errors).toMatch(
    /^Another Jibber is already running on this folder .*\. Stop it first, or set DATA_DIR to another folder\.\n$/,
  );
  const admin = run(adminFile, {}, ['user', 'list']);
  expect(await admin.exitCode).toBe(1);
  expect(await admin.errors).toMatch(/^Another Jibber is already running on this folder/);

  const taken = run(mainFile, {
    PORT: new URL(address ?? '').port,
    DATABASE_URL: 'pglite:memory:',
  });
  expect(await taken.exitCode).toBe(1);
  expect(await taken.errors).toMatch(/^Cannot listen on .* set another PORT\.\n$/);

  server.process.kill('SIGTERM');
  expect(await server.exitCode).toBe(0);
  expect(await server.output).toBe(line);
  expect(await server.errors).toBe('');
});

test('a setting that is wrong is told in one sentence', { timeout: 60_000 }, async () => {
  const started = run(mainFile, { PORT: 'eighty' });
  expect(await started.exitCode).toBe(1);
  expect(await started.errors).toBe(
    'PORT must be a whole number from 0 to 65535; it is "eighty".\n',
  );
  expect(await started.output).toBe('');
});

test('settings are read from .env in the folder it is started in', {
  timeout: 60_000,
}, async () => {
  await writeFile(join(folder, '.env'), '# mine\nREGISTRATION=perhaps\n');
  onTestFinished(() => rm(join(folder, '.env')));
  const started = run(mainFile, {});
  expect(await started.exitCode).toBe(1);
  expect(await started.errors).toBe('REGISTRATION must be `open` or `closed`; it is "perhaps".\n');
});

test('a database that cannot be reached is told without its password', {
  timeout: 60_000,
}, async () => {
  const started = run(mainFile, { DATABASE_URL: 'postgres://alice:secret@127.0.0.1:1/db' });
  expect(await started.exitCode).toBe(1);
  const errors = await started.errors;
  expect(errors).toMatch(/^Jibber cannot start: .*\(ECONNREFUSED\)\n$/);
  expect(errors).not.toContain('secret');
});

test('the log says at the start whether a power cut may lose what was acknowledged', {
  timeout: 60_000,
}, async () => {
  const server = run(mainFile, { DATABASE_URL: 'pglite:memory:', LOG_LEVEL: 'info' });
  let words = '';
  while (!words.includes('Jibber is ready')) words += await firstWords(server.process);
  server.process.kill('SIGTERM');
  expect(await server.exitCode).toBe(0);
  const said = `${await server.output}${await server.errors}`.split('\n');
  const ready = said.find((line) => line.includes('"ready"')) ?? '';
  expect(JSON.parse(ready)).toMatchObject({ database: 'pglite', isDurable: false });
  expect(said.join()).toContain('a power cut may lose');
});
