/**
 * What autovacuum does on a server; the embedded Postgres has no processes to do it. Beside its rules
 * every dead row is cleared within about an hour: it may hold what somebody deleted.
 * Invariant: one table at a time, so that between two tables everybody else gets his turn.
 */
import { type Kysely, sql } from 'kysely';

const intervalMs = 10 * 60_000;

/** Rows dead, and rows inserted, at which a table is vacuumed, beside a share of its rows. */
const dead = sql.lit(50);
const inserted = sql.lit(1_000);
const share = sql.lit(0.1);

export class Maintenance<Tables> {
  readonly #kysely: Kysely<Tables>;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> | undefined;
  #isStopped = false;

  /** @param onError called if a run that the timer started fails */
  constructor(kysely: Kysely<Tables>, onError: (error: Error) => void) {
    this.#kysely = kysely;
    this.#timer = setInterval(() => {
      this.run().catch((error: unknown) => {
        onError(error instanceof Error ? error : new Error(String(error)));
      });
    }, intervalMs);
    this.#timer.unref();
  }

  /** Vacuums what needs it, then makes a checkpoint; joins a run that is under way. */
  run(): Promise<void> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Resolves when no run is under way; none begins afterwards. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    const { rows } = await sql<{ name: string }>`
      select relname as name from pg_stat_user_tables
      where n_dead_tup > ${dead} + ${share} * n_live_tup
        or n_ins_since_vacuum > ${inserted} + ${share} * n_live_tup
        or n_mod_since_analyze > ${dead} + ${share} * n_live_tup
        or n_dead_tup > 0 and coalesce(last_vacuum < now() - interval '1 hour', true)
      order by relname`.execute(this.#kysely);
    for (const { name } of rows) {
      if (this.#isStopped) return;
      await sql`vacuum (analyze) ${sql.table(name)}`.execute(this.#kysely);
    }
    if (rows.length > 0 && !this.#isStopped) await sql`checkpoint`.execute(this.#kysely);
  }
}
