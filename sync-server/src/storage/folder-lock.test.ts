import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FolderInUse, lockFolder } from './folder-lock.ts';

let folder: string;
let children: ChildProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jibber-lock-'));
  children = [];
});

afterEach(async () => {
  await Promise.all(children.map(kill));
  rmSync(folder, { recursive: true });
});

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** Starts a process that takes the folder; gives it with the first line it says. */
async function startHolder(): Promise<{ child: ChildProcess; said: string }> {
  const script = fileURLToPath(new URL('./folder-lock-holder.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  const [said] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, said: String(said) };
}

const lock = () => lockFolder(folder, () => expect.fail('the lock was lost'));
const lockFiles = () => readdirSync(folder).filter((name) => name.startsWith('lock'));
const ownLock = () => join(folder, lockFiles()[0] ?? expect.fail('no lock'));

test('a second process is refused and told which one has the folder', async () => {
  const first = await startHolder();
  expect(first.said).toBe('locked');
  const second = await startHolder();
  expect(second.said).toBe(
    `refused Another Jibber is already running on this folder (process ${first.child.pid}). Stop it first, or set DATA_DIR to another folder.`,
  );
});

test('the same process is refused too', async () => {
  const held = await lock();
  await expect(lock()).rejects.toThrow(FolderInUse);
  await held.release();
  await (await lock()).release();
  expect(lockFiles()).toEqual([]);
});

test('after SIGKILL the next one starts at once', async () => {
  const first = await startHolder();
  await kill(first.child);
  const second = await startHolder();
  expect(second.said).toBe('locked');
  expect(lockFiles()).toHaveLength(1);
});

test('of many that find a killed one at the same moment exactly one gets the folder', async () => {
  const first = await startHolder();
  await kill(first.child);
  const said = (await Promise.all(Array.from({ length: 6 }, startHolder))).map((each) => each.said);
  expect(said.filter((line) => line === 'locked')).toHaveLength(1);
  expect(said.filter((line) => line.startsWith('refused'))).toHaveLength(5);
});

test('of many calls at the same moment in one process exactly one gets the folder', async () => {
  const results = await Promise.allSettled(Array.from({ length: 20 }, lock));
  const locks = results.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  expect(locks).toHaveLength(1);
  await locks[0]?.release();
});

test('a process id that was given to another process does not hold the folder', async () => {
  const held = await lock();
  const owner: unknown = JSON.parse(readFileSync(ownLock(), 'utf8'));
  await held.release();
  writeFileSync(
    join(folder, 'lock.7'),
    `${JSON.stringify({ ...Object(owner), startedAt: '1' })}\n`,
  );
  const next = await lock();
  expect(lockFiles()).toEqual(['lock.8']);
  await next.release();
});

/** The tests' own owner, written as one that cannot be asked by its process id. */
async function writeForeignLock(): Promise<string> {
  const held = await lock();
  const owner: unknown = JSON.parse(readFileSync(ownLock(), 'utf8'));
  await held.release();
  const path = join(folder, 'lock.1');
  const foreign = { ...Object(owner), place: 'another machine', hostName: 'other' };
  writeFileSync(path, `${JSON.stringify(foreign)}\n`);
  return path;
}

test('an owner in another container or machine holds the folder while he touches it', async () => {
  const path = await writeForeignLock();
  const touching = setInterval(() => utimesSync(path, new Date(), new Date()), 100);
  await expect(lock()).rejects.toThrow(/process \d+ on other/);
  clearInterval(touching);
});

test('an owner in another container or machine that stopped touching it is gone', async () => {
  await writeForeignLock();
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  const locked = lock();
  await vi.advanceTimersByTimeAsync(10_000);
  vi.useRealTimers();
  await (await locked).release();
});

test('a lock cut off by a power cut does not keep the folder for ever', async () => {
  writeFileSync(join(folder, 'lock.1'), '{"processId":1');
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  const locked = lock();
  await vi.advanceTimersByTimeAsync(10_000);
  vi.useRealTimers();
  await (await locked).release();
});

test('whose lock is taken away is told', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const lost = vi.fn();
  await lockFolder(folder, lost);
  vi.advanceTimersByTime(10_000);
  expect(lost).not.toHaveBeenCalled();
  rmSync(ownLock());
  vi.advanceTimersByTime(10_000);
  expect(lost).toHaveBeenCalledOnce();
  vi.useRealTimers();
});
