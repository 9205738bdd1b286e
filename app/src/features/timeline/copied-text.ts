/** What is put on the clipboard when several messages are copied at once, pure. */

export type CopiedLine = { readonly author: string; readonly time: string; readonly text: string };

/**
 * @param lines messages in order
 * @returns the text of one alone; of several one paragraph each with time and name
 */
export function formatCopied(lines: readonly CopiedLine[]): string {
  const [only] = lines;
  if (only !== undefined && lines.length === 1) return only.text;
  return lines.map((line) => `[${line.time}] ${line.author}: ${line.text}`).join('\n');
}
