/**
 * The one door to the database: the address picks the driver, Kysely is the same.
 * Invariant: nothing but the two openers here knows a driver.
 */
import type { DatabaseOptions, OpenDatabase } from './database-port.ts';
import { openPglite } from './pglite-database.ts';
import { openPostgres } from './postgres-database.ts';

/**
 * Opens the database at an address; runs no migration.
 * @param url `pglite:./data/db` (a folder, made if missing), `pglite:memory:`, or `postgres://…`
 * @throws FolderInUse if another process has the folder; an error with a sentence for people if the
 *   address is of another kind or the server cannot be reached
 */
export async function openDatabase<Tables>(
  url: string,
  options: DatabaseOptions = {},
): Promise<OpenDatabase<Tables>> {
  const [scheme, rest] = splitScheme(url);
  if (scheme === 'pglite') return openPglite(rest === 'memory:' ? undefined : rest, options);
  if (scheme === 'postgres' || scheme === 'postgresql') return openPostgres(url, options);
  throw new Error(
    `The database address must begin with pglite: or postgres://, but begins with "${scheme}:".`,
  );
}

/** The address itself may hold a password, so no error repeats more than its scheme. */
function splitScheme(url: string): [scheme: string, rest: string] {
  const colon = url.indexOf(':');
  if (colon < 1) throw new Error('The database address must begin with pglite: or postgres://.');
  return [url.slice(0, colon), url.slice(colon + 1)];
}
