/**
 * `npm run bench -- start`: from nothing to a page. A fresh clone of what is committed, with npm's cache
 * warm, `npm start` until the first page is answered; stopped, and started again; then what its packages
 * take on disk and its process in memory, with nobody there and with 1,000 sockets.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Run, startRun } from '../services/run.ts';
import { type Benchmark, type Measurement, summarise } from './benchmark.ts';
import { makeEach } from './load/crowd.ts';
import { LoadDevice } from './load/load-device.ts';
import { residentMB, StartedClone } from './load/started-clone.ts';
import { createAccount } from './load/web-account.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A clone takes most of the time there is: as many as fit, at least one. */
const mostClones = 5;
const clonesUntilMs = 90_000;
const restarts = 5;
const sockets = 1000;
const socketsPerAccount = 50;

const aims = { freshCloneS: 120, secondStartS: 4, withSocketsMB: 600 };

export const run: Benchmark = async ({ say }) => {
  const services = await startRun();
  try {
    const startedAtMs = performance.now();
    const freshS: number[] = [];
    let folder = '';
    while (freshS.length < mostClones && hasTime(startedAtMs, freshS.at(-1) ?? 0)) {
      if (folder !== '') rmSync(folder, { recursive: true, force: true });
      folder = join(services.folder, `clone-${freshS.length}`);
      freshS.push(await measureFreshClone(services, folder));
      say(`fresh clone to first page: ${freshS.at(-1)?.toFixed(1)} s`);
    }
    const secondS: number[] = [];
    while (secondS.length < restarts) {
      const server = await StartedClone.start(services, folder);
      secondS.push(server.tookMs / 1000);
      await server.stop();
    }
    say('memory');
    const metrics: Record<string, number | Measurement> = {
      freshCloneS: summarise(freshS),
      secondStartS: summarise(secondS),
      nodeModulesMB: sizeMB(join(folder, 'node_modules')),
      ...(await measureMemory(services, folder)),
    };
    const missedAims = Object.entries(aims).flatMap(([name, aim]) => {
      const value = metrics[name];
      const figure = typeof value === 'number' ? value : (value?.median ?? Number.NaN);
      return figure <= aim ? [] : [`${name} ${figure.toFixed(1)} > ${aim}`];
    });
    return { metrics, ratios: {}, missedAims };
  } finally {
    await services.stop();
  }
};

/** @param lastS how long the clone before took */
function hasTime(startedAtMs: number, lastS: number): boolean {
  return performance.now() - startedAtMs + lastS * 1000 < clonesUntilMs;
}

/** Seconds, the clone itself included. */
async function measureFreshClone(services: Run, folder: string): Promise<number> {
  const startedAtMs = performance.now();
  const cloned = spawnSync('git', ['clone', '--quiet', '--no-hardlinks', root, folder], {
    encoding: 'utf8',
  });
  if (cloned.status !== 0) throw new Error(`git clone failed: ${cloned.stderr}`);
  const server = await StartedClone.start(services, folder);
  const tookMs = performance.now() - startedAtMs;
  await server.stop();
  return tookMs / 1000;
}

async function measureMemory(services: Run, folder: string): Promise<Record<string, number>> {
  const server = await StartedClone.start(services, folder, {
    SOCKETS_PER_ADDRESS: '10000',
    ACCOUNTS_PER_ADDRESS: '10000',
  });
  const idleMB = residentMB(server.serverProcessId);
  const accounts: string[] = [];
  // One after the other: a server hashes two passwords at once and turns a crowd away.
  while (accounts.length < sockets / socketsPerAccount) {
    accounts.push(await createAccount(server.port, `start_${accounts.length}`));
  }
  const afterAccountsMB = residentMB(server.serverProcessId);
  const devices = await makeEach(sockets, async (place) => {
    const token = accounts[place % accounts.length];
    if (token === undefined) throw new Error('there are no accounts');
    return LoadDevice.greeted(server.port, token);
  });
  const withSocketsMB = residentMB(server.serverProcessId);
  for (const device of devices) device.close();
  await server.stop();
  return { idleMB, afterAccountsMB, withSocketsMB };
}

function sizeMB(folder: string): number {
  const asked = spawnSync('du', ['--summarize', '--block-size=1000000', folder], {
    encoding: 'utf8',
  });
  return Number.parseInt(asked.stdout, 10);
}
