/**
 * Which documents are asked for next, pure. Order: what is on the screen; chat documents and newest
 * segments; other documents that are behind (they may hold what was erased); then, once everything
 * else is here, older segments of the newest chats, one at a time (DESIGN 4.7).
 */
import type { ChatId } from '@jibber/schema/ids';
import { completeOf, isBehind, isGroup } from './chat-record.ts';
import { type ChatRecord, chatDocument } from './records.ts';

export type Wanted = {
  readonly chatId: ChatId;
  readonly document: number;
  /** Position up to which it is complete here. */
  readonly complete: number;
};

export type FetchOptions = {
  /** Chats on this tab's screen. */
  readonly open: ReadonlySet<ChatId>;
  /** Older segments that somebody scrolls to. */
  readonly demanded: readonly { readonly chatId: ChatId; readonly document: number }[];
  /** Whether this tab fetches for the whole device, or for its screen only. */
  readonly isHolder: boolean;
  /** Caught up: there is time for the past. */
  readonly isIdle: boolean;
};

/** In the order in which they are wanted. */
export function wantedDocuments(
  records: Iterable<ChatRecord>,
  options: FetchOptions,
): readonly Wanted[] {
  const byAge = [...records].filter(isFetched).sort((a, b) => b.sortAt - a.sortAt);
  const ranks: Wanted[][] = [[], [], [], []];
  for (const record of byAge) {
    const isOpen = options.open.has(record.chatId);
    for (const { document } of record.behind) {
      if (isKept(record, document)) continue;
      const rank = isOpen ? 0 : isEssential(record, document) ? 1 : 2;
      if (isOpen || options.isHolder) ranks[rank]?.push(want(record, document));
    }
    ranks[2]?.sort((a, b) => b.complete - a.complete);
  }
  for (const { chatId, document } of options.demanded) {
    const record = byAge.find((each) => each.chatId === chatId);
    if (record !== undefined && !isKept(record, document)) ranks[0]?.push(want(record, document));
  }
  const oldest = byAge.find(
    (record) => record.head > 0 && record.heldFrom > 0 && !isKept(record, record.heldFrom - 1),
  );
  if (options.isHolder && options.isIdle && oldest !== undefined) {
    ranks[3]?.push(want(oldest, oldest.heldFrom - 1));
  }
  return ranks.flat();
}

/** Of a chat that ended for this person nothing comes any more; what is here stays as it is. */
export function isFetched({ ended }: ChatRecord): boolean {
  return ended === undefined;
}

/**
 * Whether a document is not asked for: a segment from before this person's time, or any older one
 * while the group's chat document is not here, which says how far back he may see.
 */
function isKept(record: ChatRecord, document: number): boolean {
  if (isEssential(record, document)) return false;
  const isUnknown = isGroup(record.chatId) && isBehind(record, chatDocument);
  return isUnknown || isWithheld(record, document);
}

/** Whether a segment is from before this person's time: it never comes. */
export function isWithheld({ history = 0 }: ChatRecord, document: number): boolean {
  return document !== chatDocument && document < history;
}

/** Whether the chat list and an opened chat need it at once. */
export function isEssential(record: ChatRecord, document: number): boolean {
  return document === chatDocument || document === record.segment;
}

function want(record: ChatRecord, document: number): Wanted {
  return { chatId: record.chatId, document, complete: completeOf(record, document) };
}
