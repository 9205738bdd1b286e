/**
 * The embedded store: Postgres in a thread of this process, in a folder or in memory.
 * Invariant: the folder's lock is held from before its first file is opened until after its last is closed.
 */
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Kysely, sql } from 'kysely';
import { ConnectionQueue } from './connection-queue.ts';
import type { DatabaseOptions, OpenDatabase } from './database-port.ts';
import { lockFolder } from './folder-lock.ts';
import { Maintenance } from './maintenance.ts';
import { PgliteClient } from './pglite-client.ts';
import { pgliteDialect } from './pglite-dialect.ts';
import { QueryCounter } from './query-counter.ts';

/** The most a recovery reads: some seconds. Postgres' own limit of 1 GB would be minutes here. */
const defaultCheckpointBytes = 64 * 1024 * 1024;
const closeTimeoutMs = 5_000;

/** @param path folder of the store; undefined keeps everything in memory */
export async function openPglite<Tables>(
  path: string | undefined,
  options: DatabaseOptions,
): Promise<OpenDatabase<Tables>> {
  const folder = path === undefined ? undefined : resolve(path);
  const queue = new ConnectionQueue(options.acquireTimeoutMs ?? 30_000);
  let client: PgliteClient | undefined;
  const fail = (error: Error) => {
    queue.end(error);
    options.onFailure?.(error, true);
  };
  if (folder !== undefined) await mkdir(folder, { recursive: true });
  const lock =
    folder === undefined
      ? undefined
      : await lockFolder(folder, (error) => {
          void client?.terminate();
          fail(error);
        });
  try {
    client = await PgliteClient.start(
      { folder, template: options.template, checkpointBytes: defaultCheckpointBytes },
      fail,
    );
  } catch (error) {
    await lock?.release();
    throw error;
  }
  const opened = client;
  const counter = new QueryCounter();
  const kysely = new Kysely<Tables>({ dialect: pgliteDialect(opened, queue), log: counter.log });
  await sql`set lock_timeout = ${sql.lit(options.lockTimeoutMs ?? 2_000)}`.execute(kysely);
  const maintenance = new Maintenance(kysely, (error) => {
    // Busy for long, or stopped meanwhile, which was told already.
    if (!opened.isGone) options.onFailure?.(error, false);
  });
  return {
    kind: 'pglite',
    kysely,
    async run({ text }, values) {
      await queue.acquire();
      let isAnswered = false;
      try {
        const { rows } = await opened.query(text, values);
        isAnswered = true;
        return rows;
      } finally {
        counter.count(text, isAnswered);
        queue.release();
      }
    },
    isDurable: folder !== undefined,
    queries: counter,
    maintain: () => maintenance.run(),
    async close() {
      await maintenance.stop();
      queue.end();
      const isFree = await queue.whenFree(closeTimeoutMs);
      // Ended within a transaction it is as after a crash: nothing of that transaction stays.
      await (isFree && !opened.isGone ? opened.close() : opened.terminate());
      await kysely.destroy();
      await lock?.release();
    },
  };
}
