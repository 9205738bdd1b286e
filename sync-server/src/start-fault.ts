/** What people read when the server does not start. Invariant: one sentence that says what to do. */
import { SettingError } from './environment.ts';
import { FolderInUse } from './storage/folder-lock.ts';
import { SchemaMismatch } from './storage/migrate.ts';
import { ListenError } from './transport/transport.ts';

/** Errors that were written for people. */
const told = [SettingError, FolderInUse, SchemaMismatch, ListenError];

export function describeStartFault(fault: unknown): string {
  if (!(fault instanceof Error)) return `Jibber cannot start: ${String(fault)}`;
  if (told.some((each) => fault instanceof each)) return fault.message;
  const cause = causeOf(fault.cause);
  return `Jibber cannot start: ${fault.message}${cause === '' ? '' : ` (${cause})`}`;
}

/** The code of the first cause that has one: messages of drivers may repeat a password. */
function causeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return '';
  if ('code' in cause && typeof cause.code === 'string') return cause.code;
  return causeOf(cause.cause) || cause.name;
}
