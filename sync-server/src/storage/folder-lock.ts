/**
 * One process per folder.
 *
 * Locks are files `lock.1`, `lock.2` … in the folder, made exclusively. Who finds the owners of all
 * that are there gone makes the next number and looks again: if one has come that he did not see
 * before, he takes his own back and begins anew; else the folder is his and he removes the old ones.
 * Invariant: two living processes never both hold a folder, because of two that made a lock each at
 * least one sees the other's, and nobody removes the lock of a living owner.
 *
 * Whether an owner lives: on the same machine since the same boot, in the same process namespace, by
 * its process id and start time. Otherwise (another container, another machine on a shared disk) by
 * whether its file is still being touched, which each owner does every 2 s.
 */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeProcess, isProcessThere, type ProcessMark, processPlace } from './process-mark.ts';

const touchIntervalMs = 2_000;
/** Time without a touch after which an owner that cannot be asked counts as gone. */
const touchPatienceMs = 8_000;
const lookIntervalMs = 250;

export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';

  constructor(owner: string) {
    super(
      `Another Jibber is already running on this folder (${owner}). Stop it first, or set DATA_DIR to another folder.`,
    );
  }
}

export interface FolderLock {
  /** Gives the folder free. May be called twice. */
  release(): Promise<void>;
}

type Owner = ProcessMark & { readonly token: string };

/**
 * Takes a folder for this process, until it is released or the process ends, however it ends.
 * @param folder exists
 * @param onLost called once if the lock's file was removed or overtaken: stop writing at once
 * @throws FolderInUse
 */
export async function lockFolder(
  folder: string,
  onLost: (error: Error) => void,
): Promise<FolderLock> {
  const token = randomUUID();
  for (;;) {
    const found = lockNumbers(folder);
    for (const number of found) await assertGone(folder, number);
    const number = Math.max(0, ...found) + 1;
    const path = pathOf(folder, number);
    if (!writeLock(path, { ...describeProcess(), token })) continue;
    const isAlone = lockNumbers(folder).every((each) => each === number || found.includes(each));
    if (isAlone) {
      for (const old of found) rmSync(pathOf(folder, old), { force: true });
      return holdLock(path, token, onLost);
    }
    rmSync(path, { force: true });
  }
}

function holdLock(path: string, token: string, onLost: (error: Error) => void): FolderLock {
  const stop = () => clearInterval(timer);
  const timer = setInterval(() => {
    try {
      if (readOwner(path)?.token === token) {
        const now = new Date();
        utimesSync(path, now, now);
        return;
      }
      stop();
      onLost(
        new Error(`The lock of the folder, ${path}, was removed or taken by another process.`),
      );
    } catch (error) {
      stop();
      onLost(new Error(`The lock of the folder, ${path}, cannot be kept.`, { cause: error }));
    }
  }, touchIntervalMs);
  timer.unref();
  return {
    async release() {
      stop();
      if (readOwner(path)?.token === token) rmSync(path, { force: true });
    },
  };
}

/** Returns when the owner of a lock is gone; throws if he lives. */
async function assertGone(folder: string, number: number): Promise<void> {
  const path = pathOf(folder, number);
  const owner = readOwner(path);
  if (owner !== undefined && owner.place === processPlace()) {
    if (isProcessThere(owner)) throw new FolderInUse(`process ${owner.processId}`);
    return;
  }
  // Of another place, or not written out yet: only time tells.
  const firstTouch = touchedAt(path);
  for (let waitedMs = 0; waitedMs < touchPatienceMs; waitedMs += lookIntervalMs) {
    await new Promise((resolve) => setTimeout(resolve, lookIntervalMs));
    const touch = touchedAt(path);
    if (touch === undefined) return;
    if (touch !== firstTouch) {
      throw new FolderInUse(
        owner === undefined
          ? 'it is just starting'
          : `process ${owner.processId} on ${owner.hostName}`,
      );
    }
  }
}

function lockNumbers(folder: string): number[] {
  return readdirSync(folder).flatMap((name) => {
    const number = /^lock\.([0-9]{1,9})$/.exec(name)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
}

function pathOf(folder: string, number: number): string {
  return join(folder, `lock.${number}`);
}

/** @returns false if that number is taken */
function writeLock(path: string, owner: Owner): boolean {
  try {
    writeFileSync(path, `${JSON.stringify(owner)}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function readOwner(path: string): Owner | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  // Cut off by a power cut, or read before it was written.
  return text.endsWith('}\n') ? parseOwner(JSON.parse(text)) : undefined;
}

function parseOwner(value: unknown): Owner | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('processId' in value) || typeof value.processId !== 'number') return undefined;
  if (!('startedAt' in value) || typeof value.startedAt !== 'string') return undefined;
  if (!('place' in value) || typeof value.place !== 'string') return undefined;
  if (!('hostName' in value) || typeof value.hostName !== 'string') return undefined;
  if (!('token' in value) || typeof value.token !== 'string') return undefined;
  const { processId, startedAt, place, hostName, token } = value;
  return { processId, startedAt, place, hostName, token };
}

function touchedAt(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
