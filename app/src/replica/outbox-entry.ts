/** The one question about an entry that is asked before the engine is loaded. */
import type { OutboxEntry } from './records.ts';

/** Not yet answered, or answered with "again". */
export function isWaiting(entry: OutboxEntry): boolean {
  return entry.accepted === undefined && entry.refused === undefined;
}
