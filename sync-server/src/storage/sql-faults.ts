/**
 * Errors of a database as faults of the storage port. Invariant: an outcome counts as unknown only if
 * the commit itself was under way; an error that says nothing about the store (a broken assumption of
 * ours, a violated constraint) stays as it is.
 */
import { DatabaseGone, isOutcomeUnknown, isWorthRetrying, sqlStateOf } from './database-errors.ts';
import { StorageFault } from './storage.ts';

/** Of an error met before the commit, or by a statement of its own. */
export function faultOf(error: unknown): unknown {
  if (error instanceof StorageFault) return error;
  if (isWorthRetrying(error)) return new StorageFault('busy', error);
  if (error instanceof DatabaseGone || isLostConnection(error)) {
    return new StorageFault('down', error);
  }
  return error;
}

/** Of an error met while a commit was under way. */
export function commitFaultOf(error: unknown): unknown {
  if (error instanceof StorageFault) return error;
  return isOutcomeUnknown(error) ? new StorageFault('unknown-outcome', error) : faultOf(error);
}

const systemErrors = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
]);

function isLostConnection(error: unknown): boolean {
  const state = sqlStateOf(error);
  if (state !== undefined) return state.startsWith('08') || state.startsWith('57P');
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  // pg has no class for these two.
  return (
    systemErrors.has(code) ||
    error.message.startsWith('Connection terminated') ||
    error.message.startsWith('Client has encountered a connection error')
  );
}
