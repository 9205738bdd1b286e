/**
 * What holds for the text of every message. Repaired before it is judged: lone surrogates become
 * U+FFFD, so that every device, JSON text and UTF-8 store holds the same string.
 */
import * as v from 'valibot';
import { limits } from '../limits.ts';
import { fail, succeed } from '../result.ts';
import type { Verdict } from './rule.ts';

export const textSchema = v.pipe(
  v.string(),
  v.transform((text) => text.toWellFormed()),
);

/** Length is counted in UTF-16 units, as the composer does. */
export function judgeText(text: string): Verdict {
  if (text.trim() === '') return fail('text-empty');
  if (text.length > limits.textUnits) return fail('text-too-long');
  return succeed();
}
