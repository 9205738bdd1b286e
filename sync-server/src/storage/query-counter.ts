/**
 * Counts what Kysely sends to the database. Invariant: begin, commit and rollback are no statements; an
 * append is a statement and a commit.
 */
import type { LogEvent } from 'kysely';
import type { QueryCount } from './database-port.ts';

const transactionWord = /^(begin|start transaction|commit|rollback|savepoint|release)\b/i;
const append = /^\s*select append_messages\b/;

export class QueryCounter implements QueryCount {
  statements = 0;
  commits = 0;

  /** As Kysely's `log`. */
  readonly log = ({ query, level }: LogEvent): void => this.count(query.sql, level === 'query');

  /** A statement that failed counts too, a commit that failed does not. */
  count(text: string, isAnswered: boolean): void {
    const word = transactionWord.exec(text)?.[1]?.toLowerCase();
    if (word === undefined) this.statements += 1;
    const isCommit = word === 'commit' || (word === undefined && append.test(text));
    if (isCommit && isAnswered) this.commits += 1;
  }
}
