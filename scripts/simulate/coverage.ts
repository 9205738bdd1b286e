/**
 * What a run of many seeds must have reached, so that an idle one cannot pass. Invariant: every doing
 * and every fault that there is stands here by itself; what they lead to is listed.
 */
import { doings } from './doings.ts';
import { faults } from './faults.ts';

/** How often each thing happened. */
export type Coverage = ReadonlyMap<string, number>;

const consequences = [
  'did: start the app',
  'did: wake the worker',
  'did: have a long past',
  'did: undo a deletion',
  'did: erase',
  'did: fold rows',
  'did: open a chat that is being opened',
  ...['send', 'fetch', 'open', 'typing', 'receipt', 'hello', 'ping'].map(
    (frame) => `did: attack with ${frame}`,
  ),
  'did: attack with malformed bytes',
  'did: attack with bytes at random',
  'did: attack over HTTP',
  'answer: accepted',
  'answer: refused',
  'answer: again',
  ...['busy', 'after-unanswered', 'chat-not-found', 'message-not-found', 'entry-id-taken'].map(
    (code) => `code: ${code}`,
  ),
  ...['going-away', 'signed-out', 'unknown-kind', 'malformed', 'too-many-edits'].map(
    (code) => `code: ${code}`,
  ),
];

const faultsOfNodes = [
  ...['busy', 'down', 'lost-before', 'lost-after', 'crash-before', 'crash-after'].map(
    (fault) => `fault: commit ${fault}`,
  ),
  'fault: lock fails',
  'fault: statement fails',
  'fault: read fails',
  'fault: lock time-out',
  'fault: stale cache',
  'fault: cache behind a snapshot',
  'fault: compaction while a document is read',
  'fault: hint lost',
  'fault: hint repeated',
  'fault: request lost',
  'fault: answer lost',
  'warned: batch failed',
  'warned: sessions unconfirmed: delivery held',
];

export const expectedCoverage: readonly string[] = [
  ...doings.map(({ name }) => `did: ${name}`),
  ...faults.map(({ name }) => `fault: ${name}`),
  ...consequences,
  ...faultsOfNodes,
];

/** Adds what one run reached. */
export function addCoverage(sum: Map<string, number>, coverage: Coverage): void {
  for (const [name, count] of coverage) sum.set(name, (sum.get(name) ?? 0) + count);
}

/** What was never reached. */
export function missingCoverage(coverage: Coverage): string[] {
  return expectedCoverage.filter((name) => !coverage.has(name));
}
