/**
 * Checks of what comes from another machine, a form, a database or IndexedDB: size first, then
 * depth, then shape. Total: any value gives a typed value or a code.
 */
import * as v from 'valibot';
import { isRecord, type Json } from './document/json.ts';
import type { ErrorCode } from './errors.ts';
import {
  type ChatId,
  type EntryId,
  type FileId,
  isChatId,
  isEntryId,
  isFileId,
  isScope,
  isUserId,
  type Scope,
  type UserId,
} from './ids.ts';
import { limits } from './limits.ts';
import { fail, type Result, succeed } from './result.ts';

export const userIdSchema = v.custom<UserId>(isUserId);
export const entryIdSchema = v.custom<EntryId>(isEntryId);
export const chatIdSchema = v.custom<ChatId>(isChatId);
export const scopeSchema = v.custom<Scope>(isScope);
export const fileIdSchema = v.custom<FileId>(isFileId);
/** Milliseconds since 1970, before the year 10,000. -0 is refused: each time has one form. */
export const timeSchema = v.pipe(
  v.number(),
  v.safeInteger(),
  v.minValue(0),
  v.maxValue(253402300799999),
  v.check((time) => !Object.is(time, -0)),
);

/** Checks a value against a schema; whatever is wrong with it is `malformed`. */
export function parseWith<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
): Result<v.InferOutput<Schema>, ErrorCode> {
  const checked = v.safeParse(schema, value, { abortEarly: true });
  return checked.success ? succeed(checked.output) : fail('malformed');
}

/**
 * Reads JSON text of at most `maxBytes` of UTF-8 and of at most `limits.jsonDepth` levels, both
 * measured before anything is built. A key `__proto__` is refused at every level; of two equal keys
 * the last counts (ECMA-262, JSON.parse). Codes: `too-big`, `malformed`.
 */
export function parseJson(text: string, maxBytes: number): Result<unknown, ErrorCode> {
  if (text.length > maxBytes || utf8Bytes(text) > maxBytes) return fail('too-big');
  if (!isShallow(text, limits.jsonDepth)) return fail('malformed');
  let hasProto = false;
  try {
    const value: unknown = JSON.parse(text, (key, inner: unknown) => {
      if (key === '__proto__') hasProto = true;
      return inner;
    });
    return hasProto ? fail('malformed') : succeed(value);
  } catch (error) {
    if (error instanceof SyntaxError) return fail('malformed');
    throw error;
  }
}

/** Whether a value is an object of JSON through and through, at most `limits.storedDepth` deep. */
export function isJsonRecord(value: unknown): value is Readonly<Record<string, Json>> {
  return isRecord(value) && isJson(value, limits.storedDepth);
}

function isJson(value: unknown, maxDepth: number): value is Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (maxDepth === 0) return false;
  if (Array.isArray(value)) return value.every((inner) => isJson(inner, maxDepth - 1));
  return isRecord(value) && Object.values(value).every((inner) => isJson(inner, maxDepth - 1));
}

/** Size in UTF-8 without encoding; a lone surrogate counts as the three bytes of its repair. */
export function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    if (unit < 0x800) {
      bytes += 1;
    } else if (isHigh(unit) && isLow(text.charCodeAt(index + 1))) {
      bytes += 2;
      index += 1;
    } else {
      bytes += 2;
    }
  }
  return bytes;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** Counts brackets outside of strings, so that depth is known before anything is built. */
function isShallow(text: string, maxDepth: number): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (inString) {
      if (unit === 0x5c) index += 1;
      else if (unit === 0x22) inString = false;
    } else if (unit === 0x22) {
      inString = true;
    } else if (unit === 0x7b || unit === 0x5b) {
      depth += 1;
      if (depth > maxDepth) return false;
    } else if (unit === 0x7d || unit === 0x5d) {
      depth -= 1;
    }
  }
  return true;
}
