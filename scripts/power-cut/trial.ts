/**
 * Cuts the power of a writing database several times and looks what each cut left.
 * Usage: trial.ts --base FOLDER [--engine pglite|postgres] [--seed S] [--cuts N] [--unsynced]
 * FOLDER exists and is empty. Prints the seed, one line per cut and, last, a line of JSON.
 * Run it as root in a namespace of its own: `unshare --mount node --import tsx scripts/power-cut/trial.ts …`
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createRandom } from '@jibber/schema/testkit/random';
import { openDatabase } from '@jibber/sync-server/storage/database';
import { startPostgres } from '../services/postgres.ts';
import { type Run, startRun } from '../services/run.ts';
import { CuttableDisk } from './disk.ts';
import { type EntryTables, readEntries } from './entries.ts';

export type CutReport = {
  /** The last entry whose commit was answered before the power was cut. */
  readonly acknowledged: number;
  /** The last entry found afterwards; -1 if the database could not be read. */
  readonly found: number;
  readonly problem?: string;
};

const { values } = parseArgs({
  options: {
    base: { type: 'string' },
    engine: { type: 'string', default: 'pglite' },
    seed: { type: 'string', default: `${Date.now()}` },
    cuts: { type: 'string', default: '5' },
    unsynced: { type: 'boolean', default: false },
  },
});
const { base, engine, seed } = values;
if (base === undefined) throw new Error('--base FOLDER is missing');
console.log(`seed ${seed}`);

const run = await startRun();
try {
  const disk = new CuttableDisk(base, 400);
  const writing = await startDatabase(run, disk.folder);
  // What making the database left unsynced is not what this is about.
  disk.sync();
  const cuts = await cutWhileWriting(disk, writing.url);
  await writing.stop();
  const reports: CutReport[] = [];
  for (const cut of cuts) {
    const found = await readCut(run, disk, cut.name);
    reports.push({ acknowledged: cut.acknowledged, ...found });
    console.log(`${cut.name}: acknowledged ${cut.acknowledged}, found ${found.found}`);
  }
  console.log(JSON.stringify(reports));
} finally {
  await run.stop();
}

type Serving = { readonly url: string; stop(): Promise<void> };

async function startDatabase(services: Run, folder: string): Promise<Serving> {
  if (engine === 'pglite') {
    return { url: `pglite:${join(folder, 'db')}`, stop: async () => undefined };
  }
  const postgres = await startPostgres(services, {
    dataFolder: join(folder, 'postgres'),
    isDurable: true,
    settings: { max_wal_size: '32MB', min_wal_size: '32MB' },
  });
  return { url: postgres.url, stop: () => postgres.stop('SIGQUIT') };
}

async function cutWhileWriting(disk: CuttableDisk, url: string) {
  const random = createRandom(seed);
  const writer = startWriter(url);
  const cuts: { readonly name: string; readonly acknowledged: number }[] = [];
  let nextCut = random.between(20, 200);
  for await (const line of createInterface({ input: writer.stdout })) {
    const acknowledged = Number(line);
    if (acknowledged < nextCut) continue;
    cuts.push({ acknowledged, name: disk.cut() });
    if (cuts.length === Number(values.cuts)) break;
    nextCut = acknowledged + random.between(1, 400);
  }
  await kill(writer);
  if (cuts.length < Number(values.cuts)) throw new Error('the writer ended before the last cut');
  return cuts;
}

function startWriter(url: string) {
  const script = fileURLToPath(new URL('./writer.ts', import.meta.url));
  const mode = values.unsynced ? ['--unsynced'] : [];
  return spawn(process.execPath, ['--import', 'tsx', script, url, seed, ...mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function readCut(services: Run, disk: CuttableDisk, name: string) {
  const folder = disk.mountCut(name);
  try {
    return { found: await readDatabase(services, folder) };
  } catch (error) {
    return { found: -1, problem: error instanceof Error ? error.message : String(error) };
  } finally {
    disk.unmount(folder);
  }
}

async function readDatabase(services: Run, folder: string): Promise<number> {
  const serving = await startDatabase(services, folder);
  try {
    const database = await openDatabase<EntryTables>(serving.url);
    try {
      return await readEntries(database.kysely, seed);
    } finally {
      await database.close();
    }
  } finally {
    await serving.stop();
  }
}
