/** Messages of nothing but up to three emoji, which are shown large. */
/** Made for the first text that may be one: making it takes long, and most texts have a letter. */
let graphemes: Intl.Segmenter | undefined;
const letter = /\p{L}/u;
const part =
  '(?:\\p{Emoji_Presentation}\\p{Emoji_Modifier}?\\ufe0f?|\\p{Extended_Pictographic}(?:\\ufe0f|\\p{Emoji_Modifier}))';
/** Flags, keycaps, then pictures joined to one, with the tags of a subdivision's flag at the end. */
const emoji = new RegExp(
  `^(?:\\p{Regional_Indicator}{2}|[0-9#*]\\ufe0f?\\u20e3|${part}(?:\\u200d(?:${part}|\\p{Extended_Pictographic}))*[\\u{e0020}-\\u{e007f}]*)$`,
  'u',
);

const mostShown = 3;
/** A family of four with skin tones is 25 units long; beyond three of them nothing needs counting. */
const longestUnits = 120;

/**
 * @param text of a message
 * @returns whether it is one to three emoji and nothing else but spaces between them
 */
export function isEmojiOnly(text: string): boolean {
  if (text.length > longestUnits || letter.test(text)) return false;
  graphemes ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  const characters = [...graphemes.segment(text.replace(/\s+/g, ''))];
  return (
    characters.length > 0 &&
    characters.length <= mostShown &&
    characters.every((character) => emoji.test(character.segment))
  );
}
