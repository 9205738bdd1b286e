/**
 * The letters that stand for a person without a picture. Invariant: whole characters as people see
 * them, never half of one.
 */
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * @param name a display name in any script
 * @returns first characters of the first and last word, in capitals where the script has them;
 *   one character for scripts written without spaces; an empty string for a name without any
 */
export function takeInitials(name: string): string {
  const words = name
    .split(/[\s,;()"“”]+/u)
    .filter((word) => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(word));
  const first = words[0];
  if (first === undefined) return '';
  const last = words.length > 1 ? words[words.length - 1] : undefined;
  const letters = firstCharacter(first) + (last === undefined ? '' : firstCharacter(last));
  return letters.toLocaleUpperCase();
}

function firstCharacter(word: string): string {
  const start = word.search(/[\p{L}\p{N}\p{Extended_Pictographic}]/u);
  for (const part of graphemes.segment(word.slice(Math.max(start, 0)))) return part.segment;
  return '';
}
