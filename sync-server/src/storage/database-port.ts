/**
 * What a database is to the rest of the server, embedded or not.
 * Invariant: both drivers give the same values, the same errors and the same promise: a commit that
 * was answered is on disk, unless `isDurable` is false.
 */
import type { Kysely } from 'kysely';

export type DatabaseOptions = {
  /** Postgres only: the most connections this process holds; 10 unless given. The embedded one has 1. */
  readonly connections?: number;
  /** How long a statement waits for a lock before it fails with SQLSTATE 55P03; 2,000 ms unless given. */
  readonly lockTimeoutMs?: number;
  /**
   * How long a caller waits for a free connection; 30,000 ms unless given. It also ends what would
   * otherwise hang for ever: a query on the outer handle inside a transaction of the embedded store.
   */
  readonly acquireTimeoutMs?: number;
  /**
   * Called when the database has failed for good (embedded: its worker died, its disk refused to
   * sync, its folder was taken), or, not final, when a connection was lost or upkeep did not succeed.
   * After `isFinal` every query is refused; the process should end and be started again, recovery is
   * the next start's.
   */
  readonly onFailure?: (error: Error, isFinal: boolean) => void;
  /** In memory only: path of a tar made by `dump`, to begin with instead of an empty database. */
  readonly template?: string;
};

/** What was asked of the database by this process since it was opened; benchmarks read it. */
export type QueryCount = {
  /** Statements, without begin, commit and rollback. */
  readonly statements: number;
  /** Commits answered. */
  readonly commits: number;
};

/** A statement known by its name: one text per name, prepared once per connection where that pays. */
export type NamedStatement = { readonly name: string; readonly text: string };

export interface OpenDatabase<Tables> {
  readonly kind: 'pglite' | 'postgres';
  readonly kysely: Kysely<Tables>;
  /**
   * Runs one statement as a transaction of its own, without what Kysely puts around it: for the few
   * that come with every message. Rejects as a query of Kysely does.
   */
  run(
    statement: NamedStatement,
    values: readonly unknown[],
  ): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /**
   * False where an answered commit may be lost by a power cut: in memory, or on a server whose
   * operator switched `fsync` or `full_page_writes` off. Worth a line in the log.
   */
  readonly isDurable: boolean;
  readonly queries: QueryCount;
  /**
   * Gives back the room of deleted and emptied rows and shortens recovery. The embedded store calls
   * it by itself every ten minutes; on Postgres, whose autovacuum does the same, it does nothing.
   */
  maintain(): Promise<void>;
  /** Waits for running transactions (embedded: at most 5 s), closes files and gives the folder free. */
  close(): Promise<void>;
}
