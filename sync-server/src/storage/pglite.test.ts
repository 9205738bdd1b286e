import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fillFolder, openInMemory } from '../testkit/embedded-template.ts';
import { openDatabase } from './database.ts';
import { describeDatabase } from './database-contract.ts';
import type { DatabaseOptions } from './database-port.ts';
import type { ContractTables } from './database-values-contract.ts';

const folder = await mkdtemp(join(tmpdir(), 'jibber-pglite-'));
await fillFolder(folder);
afterAll(() => rm(folder, { recursive: true }));

describeDatabase('the embedded store in a folder', (options) =>
  openDatabase<ContractTables>(`pglite:${folder}`, options),
);

describeDatabase('the embedded store in memory', (options) =>
  openInMemory<ContractTables>(options),
);

describe('the embedded store', { timeout: 60_000 }, () => {
  let place: string;
  beforeEach(async () => {
    place = await mkdtemp(join(tmpdir(), 'jibber-pglite-'));
  });
  afterEach(() => rm(place, { recursive: true }));

  /** Before a database is opened: an empty one is there already. */
  const fill = () => fillFolder(join(place, 'db'));
  const open = (options?: DatabaseOptions) =>
    openDatabase<{ lamps: { id: number } }>(`pglite:${join(place, 'db')}`, options);

  test('refuses a folder that is open already', async () => {
    await fill();
    const first = await open();
    await expect(open()).rejects.toThrow(
      `Another Jibber is already running on this folder (process ${process.pid}).`,
    );
    await first.close();
    await (await open()).close();
  });

  test('keeps what was committed when the process is killed', async () => {
    await fill();
    const script = fileURLToPath(new URL('./pglite-writer.ts', import.meta.url));
    const writer = spawn(process.execPath, ['--import', 'tsx', script, join(place, 'db')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let acknowledged = 0;
    for await (const line of createInterface({ input: writer.stdout })) {
      acknowledged = Number(line);
      if (acknowledged >= 50) break;
    }
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    const database = await open();
    const rows = await database.kysely.selectFrom('lamps').select('id').orderBy('id').execute();
    expect(rows.length).toBeGreaterThanOrEqual(acknowledged);
    expect(rows.map((row) => row.id)).toEqual(rows.map((_, index) => index + 1));
    await database.close();
  });

  test('starts anew where a first start was cut off', async () => {
    const unfinished = join(place, 'db', 'postgres.unfinished');
    await mkdir(unfinished, { recursive: true });
    await writeFile(join(unfinished, 'PG_VERSION'), '18\n');
    const database = await open();
    expect(await readdir(join(place, 'db'))).not.toContain('postgres.unfinished');
    expect(database.isDurable).toBe(true);
    await database.close();
  });

  test('says what is wrong with a broken folder, and lets it go', async () => {
    await fill();
    await writeFile(join(place, 'db', 'postgres', 'PG_VERSION'), '17\n');
    await expect(open()).rejects.toThrow(/database files are incompatible.* version 17/);
    expect(await readdir(join(place, 'db'))).toEqual(['postgres']);
  });

  test('stops when its folder is taken from it', async () => {
    await fill();
    const failures: boolean[] = [];
    const database = await open({ onFailure: (_error, isFinal) => failures.push(isFinal) });
    for (const name of await readdir(join(place, 'db'))) {
      if (name.startsWith('lock.')) await rm(join(place, 'db', name));
    }
    await vi.waitFor(() => expect(failures).toEqual([true]), { timeout: 10_000 });
    await expect(sql`select 1`.execute(database.kysely)).rejects.toThrow('lock of the folder');
    await database.close();
  });

  test('does not hold up the event loop while it works', async () => {
    const database = await openInMemory();
    let turns = 0;
    const turning = setInterval(() => {
      turns += 1;
    }, 5);
    const begin = performance.now();
    await sql`select count(*) from generate_series(1, 3000000)`.execute(database.kysely);
    const tookMs = performance.now() - begin;
    clearInterval(turning);
    // In this thread the statement would leave it no turn at all.
    expect(turns).toBeGreaterThan(tookMs / 50);
    await database.close();
  });

  test('a transaction that does not end is undone by the close', async () => {
    await fill();
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const database = await open();
    await sql`create table lamps (id int8)`.execute(database.kysely);
    const transaction = await database.kysely.startTransaction().execute();
    await sql`insert into lamps values (1)`.execute(transaction);
    const closed = database.close();
    await vi.advanceTimersByTimeAsync(6_000);
    vi.useRealTimers();
    await closed;
    const again = await open();
    expect(await again.kysely.selectFrom('lamps').select('id').execute()).toEqual([]);
    await again.close();
  });

  test('gives back the room of deleted rows', async () => {
    const database = await openInMemory();
    await sql`create table lamps as select id from generate_series(1, 5000) id`.execute(
      database.kysely,
    );
    const sizeBytes = async () => {
      const size = sql<{ size: number }>`select pg_table_size('lamps') as size`;
      return (await size.execute(database.kysely)).rows[0]?.size ?? 0;
    };
    const before = await sizeBytes();
    await sql`delete from lamps`.execute(database.kysely);
    // Numbers of dead rows are written down when a statement finds the last report a second old.
    await sql`select pg_sleep(1.1)`.execute(database.kysely);
    await sql`select pg_stat_force_next_flush()`.execute(database.kysely);
    await database.maintain();
    expect(before).toBeGreaterThan(100_000);
    expect(await sizeBytes()).toBeLessThan(before / 2);
    await database.close();
  });
});
