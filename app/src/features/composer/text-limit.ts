/** How much room a text has, by the limit the rules judge by. Pure. */
import { limits } from '@jibber/schema/limits';

/** The count is shown when this many characters are left. */
const nearUnits = 200;

export type TextRoom =
  | { readonly state: 'empty' | 'fits' }
  | { readonly state: 'near'; readonly left: number }
  | { readonly state: 'over'; readonly by: number };

/** @param text as it would be sent, counted in UTF-16 units like everywhere */
export function measureRoom(text: string): TextRoom {
  const left = limits.textUnits - text.length;
  if (text.length === 0) return { state: 'empty' };
  if (left < 0) return { state: 'over', by: -left };
  return left <= nearUnits ? { state: 'near', left } : { state: 'fits' };
}

/** What is sent of what was typed: without white space around it, and whole characters only. */
export function cleanText(typed: string): string {
  return typed.toWellFormed().trim();
}
