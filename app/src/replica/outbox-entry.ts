/** The one question about an entry that is asked before the engine is loaded. */
import type { AccountEntryRecord, OutboxEntry } from './records.ts';

/** Not yet answered, or answered with "again". */
export function isWaiting(entry: OutboxEntry | AccountEntryRecord): boolean {
  return entry.accepted === undefined && entry.refused === undefined;
}
