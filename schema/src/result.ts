/**
 * Expected outcomes at a boundary are values. A broken assumption throws; never both for one cause.
 */

export type Success<Value> = { readonly ok: true; readonly value: Value };
export type Failure<Code> = { readonly ok: false; readonly code: Code };
export type Result<Value, Code extends string = string> = Success<Value> | Failure<Code>;

export function succeed(): Success<undefined>;
export function succeed<Value>(value: Value): Success<Value>;
export function succeed<Value>(value?: Value): Success<Value | undefined> {
  return { ok: true, value };
}

export function fail<Code extends string>(code: Code): Failure<Code> {
  return { ok: false, code };
}

/** Closes a switch over a union: a forgotten case is a type error, a foreign one throws. */
export function exhaust(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`);
}
