/**
 * The letters that stand for a person without a picture. Invariant: whole characters as people see
 * them, never half of one.
 */
let graphemes: Intl.Segmenter | undefined;

/**
 * Letters that are a whole character as long as nothing follows that joins them. The segmenter for all
 * others is made when one comes: making it takes 100 ms of the first screen on a slow phone.
 */
const plainLetter = /^[0-9A-Za-z\u00c0-\u02af\u0370-\u052f\u4e00-\u9fff](?!\p{M}|\u200d|\u20e3)/u;

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
  const rest = word.slice(Math.max(0, word.search(/[\p{L}\p{N}\p{Extended_Pictographic}]/u)));
  const [plain] = plainLetter.exec(rest) ?? [];
  if (plain !== undefined) return plain;
  graphemes ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  for (const part of graphemes.segment(rest)) return part.segment;
  return '';
}
