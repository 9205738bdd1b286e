/**
 * What an error of the database means, by its SQLSTATE, the same for every driver.
 * Invariant: text of Postgres is for logs; code branches on these functions alone.
 */
import { isAbortedTransactionError } from 'kysely';

/** The embedded driver's errors; `pg` has its own class with the same fields. */
export class StatementError extends Error {
  override readonly name = 'StatementError';
  /** SQLSTATE, five characters; undefined if a value could not be written or read. */
  readonly code: string | undefined;
  readonly detail: string | undefined;
  readonly constraint: string | undefined;
  readonly table: string | undefined;
  readonly column: string | undefined;

  constructor(fields: StatementErrorFields) {
    super(fields.message);
    this.code = fields.code;
    this.detail = fields.detail;
    this.constraint = fields.constraint;
    this.table = fields.table;
    this.column = fields.column;
  }
}

export type StatementErrorFields = {
  readonly message: string;
  readonly code: string | undefined;
  readonly detail: string | undefined;
  readonly constraint: string | undefined;
  readonly table: string | undefined;
  readonly column: string | undefined;
};

/** The database did not answer and will not: it was closed, or it failed. The outcome is unknown. */
export class DatabaseGone extends Error {
  override readonly name = 'DatabaseGone';
}

/** Nobody gave a connection back in time. */
export class NoConnection extends Error {
  override readonly name = 'NoConnection';
}

/** Five of 0–9 A–Z; no class begins with E, as the names of Node's system errors do (EPIPE). */
const sqlState = /^(?!E)[0-9A-Z]{5}$/;

/** The SQLSTATE of whatever was caught; undefined if it did not come from Postgres. */
export function sqlStateOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' && sqlState.test(error.code) ? error.code : undefined;
}

/**
 * @param constraint its name, for example `accounts_handle_skeleton_key`; any unless given
 */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (sqlStateOf(error) !== '23505') return false;
  if (constraint === undefined) return true;
  return (
    typeof error === 'object' &&
    error !== null &&
    'constraint' in error &&
    error.constraint === constraint
  );
}

/** A lock was not free in time: nothing was written, the same again may succeed ("busy"). */
export function isLockTimeout(error: unknown): boolean {
  return sqlStateOf(error) === '55P03';
}

/**
 * Nothing was written and the same transaction again may succeed: lock not free, deadlock,
 * serialization, no connection free.
 */
export function isWorthRetrying(error: unknown): boolean {
  const code = sqlStateOf(error);
  return (
    error instanceof NoConnection ||
    code === '55P03' ||
    code === '40P01' ||
    code === '40001' ||
    code === '53300'
  );
}

/**
 * Of an error met by a commit: whether the transaction may have been committed all the same. Then it
 * must be read back before anything is answered. True for everything that is no plain answer of
 * Postgres: a lost connection, a server going down, a worker that died.
 */
export function isOutcomeUnknown(error: unknown): boolean {
  if (isAbortedTransactionError(error) || error instanceof NoConnection) return false;
  const code = sqlStateOf(error);
  if (code === undefined) return true;
  return code.startsWith('08') || code.startsWith('57P') || code === '40003' || code === 'XX000';
}
