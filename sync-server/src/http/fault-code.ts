/**
 * The code a client gets for what a handler threw, and the line for the operator.
 * Invariant: a client learns nothing of a fault but whether to come again.
 */
import type { ErrorCode } from '@jibber/schema/errors';
import { isWorthRetrying } from '../storage/database-errors.ts';
import { StorageFault } from '../storage/storage.ts';

export type FaultLog = {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

export function faultCode(fault: unknown, log: FaultLog): ErrorCode {
  if (isWorthRetrying(fault) || (fault instanceof StorageFault && fault.kind === 'busy')) {
    log.warn({ err: fault }, 'a command could not be done now');
    return 'busy';
  }
  log.error({ err: fault }, 'a command failed');
  return 'internal';
}
