/**
 * Finds addresses in a text. Invariant: the parts joined are the text itself, unchanged; a part is a
 * link only with the scheme http, https or mailto, and only where it leads where it seems to; nothing
 * here ever makes HTML.
 */
import { LinkifyIt } from 'linkify-it';
import { leadsWhereItSeems } from './link-host.ts';

export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

const finder = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: true, fuzzyIP: false });
const allowedSchemes = new Set(['http:', 'https:', 'mailto:']);

/** Without one of these no address is in a text, and most messages are done at once. */
const hint = /[.:@]/;

/**
 * @param text of a message
 * @returns its parts in order; an address without a scheme leads to https
 */
export function splitLinks(text: string): readonly TextPart[] {
  const matches = hint.test(text) ? finder.match(text) : null;
  if (matches === null) return [{ kind: 'text', text }];
  const parts: TextPart[] = [];
  let at = 0;
  for (const match of matches) {
    const shown = text.slice(match.index, match.lastIndex);
    const href = safeHref(match.schema === '' ? `https://${match.raw}` : match.url, shown);
    if (href === undefined) continue;
    if (match.index > at) parts.push({ kind: 'text', text: text.slice(at, match.index) });
    parts.push({ kind: 'link', text: shown, href });
    at = match.lastIndex;
  }
  if (at < text.length) parts.push({ kind: 'text', text: text.slice(at) });
  return parts;
}

function safeHref(address: string, shown: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  return allowedSchemes.has(url.protocol) && leadsWhereItSeems(shown, url) ? url.href : undefined;
}
