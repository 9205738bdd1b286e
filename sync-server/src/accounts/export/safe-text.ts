/**
 * Texts of other people on their way into pages and names of files. Invariant: whatever they hold, a
 * page stays the page that was written, and a name stays one name in one folder.
 */

const codes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** For text and for quoted attributes of HTML. */
export function escapeHtml(text: string): string {
  return text
    .toWellFormed()
    .replace(controls, '\ufffd')
    .replace(/[&<>"']/g, (character) => codes[character] ?? '');
}

/** For one line that no markup can isolate, as a page's title: without characters that turn or hide. */
export function plainLine(text: string): string {
  return escapeHtml(
    text
      .replace(/[\p{Cc}\p{Cf}]/gu, '')
      .replace(/\s+/g, ' ')
      .trim(),
  );
}

const nameCharacters = 40;

/**
 * Part of a name of a folder: letters and digits of any script alone, and dashes between them, so that
 * it is no path, names no device and looks as it is. '' where nothing of the text is left.
 */
export function safeName(text: string): string {
  const words = text
    .toWellFormed()
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^[-\p{M}]+/u, '');
  return [...words].slice(0, nameCharacters).join('').replace(/-+$/, '');
}
