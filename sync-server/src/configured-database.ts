/**
 * Opens the database that the settings name and brings it to today's schema; for the server and for
 * the operator's commands alike.
 * Invariant: the folder of the embedded one is readable by nobody else on this machine.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { migrations } from '@jibber/schema/database/migrations';
import type { Database } from '@jibber/schema/database/tables';
import type { Config } from './config.ts';
import { openDatabase } from './storage/database.ts';
import type { OpenDatabase } from './storage/database-port.ts';
import { migrate } from './storage/migrate.ts';

export type DatabaseSettings = Pick<Config, 'databaseUrl' | 'databasePool' | 'dataDir'>;

/**
 * @param now ms since 1970
 * @param onFailure as of {@link openDatabase}
 * @throws with a sentence for people: folder in use, server not reached, database newer than the code
 */
export async function openConfiguredDatabase(
  { databaseUrl, databasePool, dataDir }: DatabaseSettings,
  now: number,
  onFailure: (error: Error, isFinal: boolean) => void,
): Promise<OpenDatabase<Database>> {
  const isEmbedded = databaseUrl === 'pglite:';
  if (isEmbedded) await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const url = isEmbedded ? `pglite:${join(dataDir, 'db')}` : databaseUrl;
  const database = await openDatabase<Database>(url, { connections: databasePool, onFailure });
  try {
    await migrate(database.kysely, migrations, now);
    return database;
  } catch (fault) {
    await database.close();
    throw fault;
  }
}
