/**
 * The record of a chat, pure: made new, its row of the chat list, what of it is held. Needs no Yjs.
 * Invariant: a row is made of its record alone.
 */
import { type ChatId, directChatId, type UserId } from '@jibber/schema/ids';
import type { ChatRecord } from './records.ts';
import { chatDocument } from './records.ts';
import type { ChatRow, MessageState, Preview } from './replica.ts';

/** The kind stands in the id. */
export function isGroup(chatId: ChatId): boolean {
  return chatId.startsWith('g');
}

/** A chat of which nothing is known yet. */
export function newChat(chatId: ChatId, openedAt: number): ChatRecord {
  return {
    chatId,
    head: 0,
    lastNumber: 0,
    segment: 0,
    heldFrom: 0,
    behind: [],
    starts: [],
    tails: [],
    openedAt,
    own: { delivered: 0, read: 0 },
    told: { delivered: 0, read: 0 },
    others: { delivered: 0, read: 0 },
    unread: { count: 0, more: false },
    sortAt: openedAt,
  };
}

/** Whether it can be named: before its chat document is here it is not known who a chat is with. */
export function isListed(record: ChatRecord, me: UserId): boolean {
  const { chatId, peer, title, wished } = record;
  if (isGroup(chatId)) return title !== undefined || wished?.title !== undefined;
  return peer !== undefined || chatId === directChatId(me, me);
}

export function rowOf(record: ChatRecord): ChatRow {
  const { chatId, peer, wished, preview, sortAt, unread, draft, ended, head } = record;
  const picture = wished?.picture === undefined ? record.picture : wished.picture;
  return {
    chatId,
    kind: isGroup(chatId) ? 'group' : 'direct',
    peer,
    title: wished?.title ?? record.title,
    picture: picture ?? undefined,
    ended,
    pending: head === 0 && ended === undefined,
    preview: preview && shown(preview),
    sortAt,
    unread,
    draft,
  };
}

function shown(preview: NonNullable<ChatRecord['preview']>): Preview {
  const { kind, author, text, event, at, state } = preview;
  return { kind, author, text, event, at, state };
}

/** Own register, no lower than where this person came in: what was before that he has not missed. */
export function readOf({ own, since }: ChatRecord): number {
  return Math.max(own.read, (since ?? 1) - 1);
}

/** How far one's own accepted message has come. */
export function stateOf(record: ChatRecord, number: number): MessageState {
  if (number <= record.others.read) return 'read';
  return number <= record.others.delivered ? 'delivered' : 'sent';
}

/** Whether a document is held, complete or not. */
export function isHeldDocument(record: ChatRecord, document: number): boolean {
  return document === chatDocument || (document >= record.heldFrom && document <= record.segment);
}

export function isBehind(record: ChatRecord, document: number): boolean {
  return record.behind.some((each) => each.document === document);
}

/** Position up to which a document is complete here; 0 where it is not held. */
export function completeOf(record: ChatRecord, document: number): number {
  if (!isHeldDocument(record, document)) return 0;
  const behind = record.behind.find((each) => each.document === document);
  return behind === undefined ? record.head : behind.complete;
}

/** n of the segment that holds a number; undefined where its beginning is not known. */
export function segmentOf(record: ChatRecord, number: number): number | undefined {
  for (let n = record.starts.length - 1; n >= 0; n -= 1) {
    const start = record.starts[n];
    if (start !== undefined && start > 0 && start <= number) return n;
  }
  return undefined;
}
