/**
 * Checks the forms of an account before they are sent, by the very rules the server checks by, and
 * finds the field a code speaks of. Pure.
 */
import { isHandle, isPassword, readAddress, readName } from '@jibber/schema/commands/account';
import type { ErrorCode } from '@jibber/schema/errors';

export type Field = 'address' | 'password' | 'name' | 'handle';
export type Form = Readonly<Record<Field, string>>;
/** A code of errors.ts, or that the field is empty. */
export type Problem = ErrorCode | 'required';
export type Problems = Readonly<Partial<Record<Field, Problem>>>;

/** Fields in the order they stand in. */
export const createAccountFields: readonly Field[] = ['address', 'password', 'name', 'handle'];
export const signInFields: readonly Field[] = ['address', 'password'];

const rules: Readonly<Record<Field, (value: string) => ErrorCode | undefined>> = {
  address: (value) => (readAddress(value) === undefined ? 'address-invalid' : undefined),
  password: (value) => (isPassword(value) ? undefined : 'password-invalid'),
  name: (value) => (readName(value) === undefined ? 'name-invalid' : undefined),
  handle: (value) => (isHandle(value) ? undefined : 'handle-invalid'),
};

/**
 * @param form what was typed
 * @param fields of the form; when signing in, a password is only asked to be there: rules may have
 *   changed since it was chosen
 */
export function findProblems(form: Form, fields: readonly Field[]): Problems {
  const isNew = fields.includes('handle');
  const problems: Partial<Record<Field, Problem>> = {};
  for (const field of fields) {
    const value = form[field];
    const isRuled = isNew || field !== 'password';
    const problem = value.trim() === '' ? 'required' : isRuled ? rules[field](value) : undefined;
    if (problem !== undefined) problems[field] = problem;
  }
  return problems;
}

/** The field a refusal is about; undefined where it is about none. */
export function fieldOf(code: ErrorCode): Field | undefined {
  switch (code) {
    case 'address-invalid':
    case 'address-taken':
      return 'address';
    case 'password-invalid':
      return 'password';
    case 'name-invalid':
      return 'name';
    case 'handle-invalid':
    case 'handle-taken':
      return 'handle';
    default:
      return undefined;
  }
}

/** A handle as it can be typed: without @ before it, in small letters. */
export function cleanHandle(typed: string): string {
  return typed.trim().replace(/^@/, '').toLowerCase();
}
