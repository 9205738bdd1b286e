/** Counts what Kysely sends to the database. Invariant: begin, commit and rollback are no statements. */
import type { LogEvent } from 'kysely';
import type { QueryCount } from './database-port.ts';

const transactionWord = /^(begin|start transaction|commit|rollback|savepoint|release)\b/i;

export class QueryCounter implements QueryCount {
  statements = 0;
  commits = 0;

  /** As Kysely's `log`. A statement that failed counts too, a commit that failed does not. */
  readonly log = (event: LogEvent): void => {
    const word = transactionWord.exec(event.query.sql)?.[1]?.toLowerCase();
    if (word === undefined) this.statements += 1;
    else if (word === 'commit' && event.level === 'query') this.commits += 1;
  };
}
