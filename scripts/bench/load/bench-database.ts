/**
 * The database of a benchmark: a Postgres that syncs its commits to disk, or the embedded one.
 * Invariant: durable; it lies in the run's folder and goes with it.
 */
import { join } from 'node:path';
import { startPostgres } from '../../services/postgres.ts';
import type { Run } from '../../services/run.ts';

export type DatabaseKind = 'postgres' | 'pglite';

/** What `jibber-process.ts` is started with. */
export type ServerArgument = { readonly databaseUrl: string; readonly dataFolder: string };

/** Call it before the benchmark pins itself: Postgres is nobody's core. */
export async function startDatabase(run: Run, kind: DatabaseKind): Promise<ServerArgument> {
  const dataFolder = join(run.folder, `data-${kind}`);
  if (kind === 'pglite') return { databaseUrl: 'pglite:', dataFolder };
  const { url } = await startPostgres(run, { isDurable: true });
  return { databaseUrl: url, dataFolder };
}
