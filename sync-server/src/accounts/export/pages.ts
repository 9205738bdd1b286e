/**
 * The pages of an export: plain HTML that opens from a disk, without a script and without us.
 * Invariants: every text of a person goes through `escapeHtml`; texts and names are isolated, so that
 * none turns the direction of what stands beside it; nothing is loaded but the style sheet and
 * pictures that lie beside it, and no page may run anything.
 */
import type { UserId } from '@jibber/schema/ids';
import { describeEvent } from './event-words.ts';
import type { ExportedMessage } from './exported-messages.ts';
import { escapeHtml, plainLine } from './safe-text.ts';

export type ListedChat = {
  readonly folder: string;
  readonly title: string;
  readonly kind: 'direct' | 'group';
  readonly messages: number;
};

/** @param root path from the page to the folder of the archive, '' or ending with a slash */
function layPage(title: string, root: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self' file:; img-src 'self' file:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${plainLine(title)}</title>
<link rel="stylesheet" href="${root}style.css">
</head>
<body>
${body}
</body>
</html>
`;
}

function isolate(name: string): string {
  return `<bdi>${escapeHtml(name)}</bdi>`;
}

/** The list of chats. @param madeAt ms */
export function layIndex(owner: string, madeAt: number, chats: readonly ListedChat[]): string {
  const items = chats.map(({ folder, title, kind, messages }) => {
    const what = `${kind === 'group' ? 'Group' : 'Private chat'}, ${countOf(messages, 'entry', 'entries')}`;
    return `<li><a href="${encodeURI(folder)}/index.html">${isolate(title)}</a><p class="note">${what}</p></li>`;
  });
  const list =
    items.length === 0 ? '<p>No chats.</p>' : `<ul class="chats">\n${items.join('\n')}\n</ul>`;
  const body = `<header><h1>Chats of ${isolate(owner)}</h1></header>
<main>
<p class="note">Exported from Jibber on ${dayOf(madeAt)}. Times are UTC.</p>
${list}
</main>
<footer>The same as data: export.json, profile.json and the JSON files beside each chat.</footer>`;
  return layPage(`Chats of ${owner}`, '', body);
}

export type ChatPage = {
  readonly title: string;
  readonly about: string;
  /** Path in the archive. */
  readonly picture: string | undefined;
  /** Place of this page among the parts of the chat, from 0, and how many there are. */
  readonly part: number;
  readonly parts: number;
  readonly me: UserId;
  readonly messages: readonly ExportedMessage[];
  nameOf(userId: UserId): string;
};

/** The last part is what a chat opens with. */
export function partName(part: number, parts: number): string {
  return part === parts - 1 ? 'index.html' : `part-${part + 1}.html`;
}

export function layChat(page: ChatPage): string {
  const { title, about, picture, part, parts } = page;
  const image =
    picture === undefined
      ? ''
      : `<img src="../../${encodeURI(picture)}" alt="" width="48" height="48">`;
  const days = groupByDay(page.messages).map(
    ([day, messages]) =>
      `<h2>${escapeHtml(day)}</h2>\n<ol class="messages">\n${messages.map((each) => layMessage(page, each)).join('\n')}\n</ol>`,
  );
  const where = parts > 1 ? `<p class="note">Part ${part + 1} of ${parts}</p>` : '';
  const body = `<nav aria-label="Export">${layLinks(part, parts)}</nav>
<header>${image}<h1>${isolate(title)}</h1></header>
<main>
${about === '' ? '' : `<p class="text" dir="auto">${escapeHtml(about)}</p>`}
${where}
${days.length === 0 ? '<p>Nothing was written here.</p>' : days.join('\n')}
</main>
${parts > 1 ? `<nav aria-label="Parts">${layLinks(part, parts)}</nav>` : ''}`;
  return layPage(title, '../../', body);
}

function layLinks(part: number, parts: number): string {
  const links = [['../../index.html', 'All chats']];
  if (part > 0) {
    links.push([partName(part - 1, parts), 'Older'], [partName(0, parts), 'Oldest']);
  }
  if (part < parts - 1) {
    links.push([partName(part + 1, parts), 'Newer'], ['index.html', 'Newest']);
  }
  return `<ul>${links.map(([href, words]) => `<li><a href="${href}">${words}</a></li>`).join('')}</ul>`;
}

function layMessage(page: ChatPage, message: ExportedMessage): string {
  const { author, at, event, edited } = message;
  const name = author === undefined ? '' : isolate(page.nameOf(author));
  const id = `m${message.number}`;
  const time = at === undefined ? '' : `<time datetime="${at}">${at.slice(11, 16)}</time>`;
  if (event !== undefined) {
    const words = describeEvent(event, (userId) => page.nameOf(userId)).map((word) =>
      typeof word === 'string' ? word : isolate(word.name),
    );
    return `<li class="event" id="${id}"><p>${name} ${words.join('')} · ${time}</p></li>`;
  }
  const isOwn = author === page.me;
  const by = `<p class="by">${name} · ${time}${edited === undefined ? '' : ' · edited'}</p>`;
  return `<li id="${id}"${isOwn ? ' class="own"' : ''}><div class="message">${by}${layContent(page, message)}</div></li>`;
}

function layContent(page: ChatPage, { text, author, deletedBy }: ExportedMessage): string {
  if (text !== undefined) return `<p class="text" dir="auto">${escapeHtml(text)}</p>`;
  if (deletedBy === undefined) {
    return '<p class="gone">This needs a newer version of Jibber to be shown.</p>';
  }
  const words = deletedBy === author ? 'Deleted' : `Removed by ${isolate(page.nameOf(deletedBy))}`;
  return `<p class="gone">${words}</p>`;
}

function groupByDay(messages: readonly ExportedMessage[]): [string, ExportedMessage[]][] {
  const days: [string, ExportedMessage[]][] = [];
  for (const message of messages) {
    const last = days.at(-1);
    const day = message.at === undefined ? (last?.[0] ?? '') : dayOf(Date.parse(message.at));
    if (last?.[0] === day) last[1].push(message);
    else days.push([day, [message]]);
  }
  return days;
}

const dayFormat = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' });

function dayOf(ms: number): string {
  return dayFormat.format(ms);
}

function countOf(count: number, one: string, other: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : other}`;
}
