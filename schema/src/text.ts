/**
 * What holds for every text that a person typed. Invariant: a repaired text is the same string in
 * JSON, in UTF-8 and on every device, and takes at most 3 bytes of either for each of its units.
 */

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
const visible = /[^\s\p{Default_Ignorable_Code_Point}\u2800]/u;

/**
 * Lone surrogates become U+FFFD, line ends become U+000A, other control characters go: nothing shows
 * them, and as JSON each would take six bytes.
 */
export function repairText(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, '\n').replace(controls, '');
}

/** Whether nothing of a text would be seen: white space, zero-width and filler characters alone. */
export function isBlank(text: string): boolean {
  return !visible.test(text);
}
