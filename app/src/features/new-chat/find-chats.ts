/** Finds chats by what is typed, pure. */

/**
 * @param title of a chat
 * @param query as typed
 * @returns whether each word of the query begins a word of the title, without regard to case and
 *   accents
 */
export function matchesTitle(title: string, query: string): boolean {
  const words = fold(title).split(/[\s\-.,@_]+/);
  return fold(query)
    .split(/\s+/)
    .filter((part) => part !== '')
    .every((part) => words.some((word) => word.startsWith(part)) || fold(title).startsWith(part));
}

function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLocaleLowerCase();
}
