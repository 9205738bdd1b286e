import { expect, test } from 'vitest';
import { makeLogger } from './logger.ts';
import { StatementError } from './storage/database-errors.ts';

function logged(write: (log: ReturnType<typeof makeLogger>) => void, level = 'info'): string {
  const lines: string[] = [];
  write(makeLogger(level, { write: (line) => lines.push(line) }));
  return lines.join('');
}

test('what is below the level is not written', () => {
  expect(logged((log) => log.info('started'), 'warn')).toBe('');
});

test('an error is written with its kind, its place and what caused it', () => {
  const line = logged((log) =>
    log.error(
      { err: new Error('the disk is full', { cause: new RangeError('too far') }) },
      'failed',
    ),
  );
  const { err } = JSON.parse(line);
  expect(err).toMatchObject({
    type: 'Error',
    message: 'the disk is full',
    stack: expect.stringContaining('logger.test.ts'),
    cause: { type: 'RangeError', message: 'too far' },
  });
});

test('words of errors that quote what somebody sent are left out', () => {
  const jsonFault = catchFault(() => JSON.parse('Alice is ill'));
  const databaseFault = new StatementError({
    message: 'invalid input syntax for type bigint: "Alice is ill"',
    code: '22P02',
    detail: 'Key (email)=(alice@example.org) already exists.',
    constraint: undefined,
    table: undefined,
    column: undefined,
  });
  const line = logged((log) => {
    log.error({ err: jsonFault, error: jsonFault }, 'failed');
    log.error({ err: new Error('outer', { cause: databaseFault }) }, 'failed');
  });
  expect(line).toContain('"code":"22P02"');
  expect(line).not.toMatch(/Alice|alice/);
});

test('fields that hold secrets are struck out wherever they stand', () => {
  const line = logged((log) => {
    log.warn({ token: 'abc', request: { cookie: 'session=abc', address: '192.0.2.1' } }, 'odd');
  });
  expect(line).toContain('[Redacted]');
  expect(line).not.toMatch(/abc|192\.0\.2\.1/);
});

function catchFault(run: () => unknown): unknown {
  try {
    return run();
  } catch (fault) {
    return fault;
  }
}
