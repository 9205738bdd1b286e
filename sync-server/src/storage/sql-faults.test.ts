import { expect, test } from 'vitest';
import { DatabaseGone, NoConnection, StatementError } from './database-errors.ts';
import { commitFaultOf, faultOf } from './sql-faults.ts';

function statementError(code: string): StatementError {
  const nothing = { detail: undefined, constraint: undefined, table: undefined, column: undefined };
  return new StatementError({ message: 'error', code, ...nothing });
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

test('a lock that was not free, a deadlock and a full pool are busy, at a commit too', () => {
  for (const error of [
    statementError('55P03'),
    statementError('40P01'),
    statementError('40001'),
    statementError('53300'),
    new NoConnection('pool'),
  ]) {
    expect(faultOf(error)).toMatchObject({ kind: 'busy', cause: error });
    expect(commitFaultOf(error)).toMatchObject({ kind: 'busy' });
  }
});

test('a connection that is gone is down before a commit, and an unknown outcome at it', () => {
  for (const error of [
    statementError('57P01'),
    statementError('08006'),
    systemError('ECONNRESET'),
    systemError('ECONNREFUSED'),
    new DatabaseGone('worker'),
    new Error('Connection terminated unexpectedly'),
  ]) {
    expect(faultOf(error)).toMatchObject({ kind: 'down', cause: error });
    expect(commitFaultOf(error)).toMatchObject({ kind: 'unknown-outcome' });
  }
});

test('errors of ours stay what they are', () => {
  const violation = statementError('23505');
  const broken = new Error('broken assumption');
  expect(faultOf(violation)).toBe(violation);
  expect(commitFaultOf(violation)).toBe(violation);
  expect(faultOf(broken)).toBe(broken);
});
