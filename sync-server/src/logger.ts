/**
 * What the server writes down about itself: lines of JSON on standard output, from LOG_LEVEL on.
 * Invariant: no text, secret or address of a person is in them. Errors are written as what they are
 * and where, without words that quote what somebody sent.
 */
import { type DestinationStream, type Logger, pino } from 'pino';
import { sqlStateOf } from './storage/database-errors.ts';

/** Names of fields that are never written, however they come into a line. */
const secretFields = ['password', 'token', 'cookie', 'authorization', 'address', 'text', 'intent'];
const causesAtMost = 3;

type LoggedError = {
  readonly type: string;
  readonly code?: string;
  readonly message?: string;
  readonly stack: string;
  readonly cause?: LoggedError;
};

/** @param destination standard output unless given */
export function makeLogger(level: string, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: [...secretFields, ...secretFields.map((field) => `*.${field}`)],
      // By either name: whoever logs an error must not have to know which one is looked after.
      serializers: { err: writeFault, error: writeFault },
    },
    destination ?? pino.destination({ fd: 1, sync: true }),
  );
}

function writeFault(fault: unknown): LoggedError {
  return describeFault(fault, 0);
}

/**
 * What may be written down of whatever was thrown. `JSON.parse` and Postgres quote in their messages
 * what they choke on; of their errors the place, and of Postgres' the SQLSTATE, must do.
 */
function describeFault(fault: unknown, depth: number): LoggedError {
  if (!(fault instanceof Error)) return { type: typeof fault, stack: '' };
  const sqlState = sqlStateOf(fault);
  const isQuoting = fault instanceof SyntaxError || sqlState !== undefined;
  const code = sqlState ?? codeOf(fault);
  return {
    type: fault.name,
    ...(code === undefined ? {} : { code }),
    ...(isQuoting ? {} : { message: fault.message }),
    stack: (fault.stack ?? '')
      .split('\n')
      .filter((line) => line.startsWith('    at '))
      .join('\n'),
    ...(fault.cause === undefined || depth >= causesAtMost
      ? {}
      : { cause: describeFault(fault.cause, depth + 1) }),
  };
}

function codeOf(fault: Error): string | undefined {
  return 'code' in fault && typeof fault.code === 'string' ? fault.code : undefined;
}
