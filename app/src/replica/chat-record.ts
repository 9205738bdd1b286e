/**
 * The record of a chat, pure: made new, its row of the chat list, what own pending entries change in
 * it. Needs no Yjs. Invariant: `preview` and `sortAt` are `last` with the entries applied in order.
 */
import { type ChatId, directChatId, type UserId } from '@jibber/schema/ids';
import type { ChatRecord, LastEntry, OutboxEntry } from './records.ts';
import { chatDocument } from './records.ts';
import type { ChatRow, MessageState, Preview } from './replica.ts';

const previewUnits = 200;

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

/** Whether it is known who a chat is with: before its chat document is here it cannot be named. */
export function isListed(record: ChatRecord, me: UserId): boolean {
  return record.peer !== undefined || record.chatId === directChatId(me, me);
}

export function rowOf(record: ChatRecord): ChatRow {
  const { chatId, peer, title, preview, sortAt, unread, draft } = record;
  return { chatId, peer, title, preview: preview && shown(preview), sortAt, unread, draft };
}

function shown(preview: NonNullable<ChatRecord['preview']>): Preview {
  const { kind, author, text, at, state } = preview;
  return { kind, author, text, at, state };
}

/** How far one's own accepted message has come. */
export function stateOf(record: ChatRecord, number: number): MessageState {
  if (number <= record.others.read) return 'read';
  return number <= record.others.delivered ? 'delivered' : 'sent';
}

/** Computes `preview` and `sortAt` anew from `last` and all entries of the chat, in order. */
export function refreshPreview(
  record: ChatRecord,
  entries: readonly OutboxEntry[],
  me: UserId,
): void {
  setPreview(record, record.last, me);
  for (const entry of entries) applyToPreview(record, entry, me);
}

function setPreview(record: ChatRecord, last: LastEntry | undefined, me: UserId): void {
  record.sortAt = last?.at ?? record.openedAt;
  if (last === undefined) {
    delete record.preview;
    return;
  }
  const { id, kind, author, text, at, number } = last;
  const state = author === me ? stateOf(record, number) : undefined;
  record.preview = { id, kind, author, text: cut(text), at, state };
}

/** What one more entry at the end of the outbox changes in the row. */
function applyToPreview(record: ChatRecord, entry: OutboxEntry, me: UserId): void {
  const { intent, entryId, writtenAt } = entry;
  const isRefused = entry.refused !== undefined;
  switch (intent.kind) {
    case 'message.send': {
      if (record.last?.id === entryId) return;
      const state = isRefused ? 'refused' : entry.accepted === undefined ? 'saved' : 'sent';
      const at = writtenAt;
      record.preview = {
        id: entryId,
        kind: 'message',
        author: me,
        text: cut(intent.text),
        at,
        state,
      };
      record.sortAt = Math.max(record.sortAt, at);
      return;
    }
    case 'message.edit':
      if (isRefused || record.preview?.id !== intent.message) return;
      if (record.preview.kind === 'message') record.preview.text = cut(intent.text);
      return;
    case 'message.delete':
      if (isRefused || record.preview?.id !== intent.message) return;
      record.preview = { ...record.preview, kind: 'deleted', text: '' };
      return;
    case 'chat.open':
      return;
  }
}

/** The first units of a text on one line, without half a character at the end. */
function cut(text: string): string {
  const line = text
    .slice(0, 2 * previewUnits)
    .replace(/\s+/g, ' ')
    .slice(0, previewUnits);
  return line.isWellFormed() ? line : line.slice(0, -1);
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
