/**
 * Commits entries to a database until it is killed, and says each commit that was answered: `N\n`.
 * Usage: writer.ts URL SEED [--unsynced]
 */
import { mkdirSync, writeSync } from 'node:fs';
import { ConnectionQueue } from '@jibber/sync-server/storage/connection-queue';
import { openDatabase } from '@jibber/sync-server/storage/database';
import { PgliteClient } from '@jibber/sync-server/storage/pglite-client';
import { pgliteDialect } from '@jibber/sync-server/storage/pglite-dialect';
import { Kysely } from 'kysely';
import { type EntryDatabase, type EntryTables, makeTables, writeEntries } from './entries.ts';

const [url, seed, mode] = process.argv.slice(2);
if (url === undefined || seed === undefined) throw new Error('usage: writer.ts URL SEED');

const database = mode === '--unsynced' ? await openUnsynced(url) : await open(url);
await makeTables(database.kysely);
await writeEntries(database, seed, (id) => writeSync(1, `${id}\n`));

async function open(address: string): Promise<EntryDatabase> {
  const database = await openDatabase<EntryTables>(address);
  if (!database.isDurable) throw new Error('this database does not promise to keep anything');
  return database;
}

/** The same database over a disk that only says it has synced: shows that the trial would notice. */
async function openUnsynced(address: string): Promise<EntryDatabase> {
  const folder = address.slice('pglite:'.length);
  mkdirSync(folder, { recursive: true });
  const client = await PgliteClient.start(
    { folder, template: undefined, checkpointBytes: 2 ** 30 },
    (error) => {
      throw error;
    },
    new URL('./unsynced-worker.mjs', import.meta.url),
  );
  return {
    kysely: new Kysely<EntryTables>({
      dialect: pgliteDialect(client, new ConnectionQueue(30_000)),
    }),
    // Nothing else runs meanwhile.
    run: async ({ text }, values) => (await client.query(text, values)).rows,
  };
}
