/**
 * Brings a database to today's schema.
 * Invariant: all pending migrations or none; of several starters at once one does the work and the
 * others find it done. What a database remembers is the name of each migration, in order.
 */
import { type Kysely, sql, type Transaction } from 'kysely';

/** By name, in the order they are applied; append-only. */
export type Migrations = Readonly<Record<string, (database: Kysely<never>) => Promise<void>>>;

/** Any constant that nothing else in the database takes: "jibber" as a number. */
const advisoryLock = 0x6a6962626572;
/** A starter waits for another's migrations that long, ms. */
const patienceMs = 10 * 60_000;

/** The database was made by another version of Jibber than this one. */
export class SchemaMismatch extends Error {
  override readonly name = 'SchemaMismatch';
}

/**
 * Applies what is missing, in one transaction.
 * @param nowMs time of application, kept for people only
 * @returns names of the migrations applied now
 * @throws SchemaMismatch if the database is newer than the code, or of another line
 */
export async function migrate<Tables>(
  kysely: Kysely<Tables>,
  migrations: Migrations,
  nowMs: number,
): Promise<string[]> {
  return kysely.transaction().execute(async (transaction) => {
    await sql`set local lock_timeout = ${sql.lit(patienceMs)}`.execute(transaction);
    await sql`select pg_advisory_xact_lock(${sql.lit(advisoryLock)})`.execute(transaction);
    const names = Object.keys(migrations);
    const applied = await readApplied(transaction);
    assertSameLine(applied, names);
    const pending = names.slice(applied.length);
    for (const name of pending) {
      await sql`insert into migrations (position, name, applied_at)
        values (${names.indexOf(name)}, ${name}, ${nowMs})`.execute(transaction);
      await migrations[name]?.(transaction.withTables<never>());
    }
    return pending;
  });
}

async function readApplied<Tables>(transaction: Transaction<Tables>): Promise<string[]> {
  await sql`create table if not exists migrations (
    position int4 primary key,
    name text not null unique,
    applied_at int8 not null)`.execute(transaction);
  const { rows } = await sql<{
    name: string;
  }>`select name from migrations order by position`.execute(transaction);
  return rows.map((row) => row.name);
}

function assertSameLine(applied: readonly string[], known: readonly string[]): void {
  const stranger = applied.find((name) => !known.includes(name));
  if (stranger !== undefined) {
    throw new SchemaMismatch(
      `This database was made by a newer Jibber: it has the change "${stranger}", which this version does not know. Start the newer version, or restore a backup from before the update.`,
    );
  }
  const firstWrong = applied.findIndex((name, index) => name !== known[index]);
  if (firstWrong >= 0) {
    throw new SchemaMismatch(
      `The changes of this database are out of order: at place ${firstWrong + 1} it has "${applied[firstWrong]}" where this version has "${known[firstWrong]}".`,
    );
  }
}
