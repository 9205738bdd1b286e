/**
 * What the chat list shows of a chat's contents, pure. Invariant: `preview` and `sortAt` are `last`,
 * `wished` is title and picture, with the entries of the outbox applied in order.
 */
import type { UserId } from '@jibber/schema/ids';
import { stateOf } from './chat-record.ts';
import type { ChatRecord, LastEntry, OutboxEntry } from './records.ts';
import { eventOf } from './wished-event.ts';

const previewUnits = 200;

/** Computes `preview`, `sortAt` and `wished` anew from `last` and all entries of the chat, in order. */
export function refreshPreview(
  record: ChatRecord,
  entries: readonly OutboxEntry[],
  me: UserId,
): void {
  setPreview(record, record.last, me);
  delete record.wished;
  for (const entry of entries) {
    applyToPreview(record, entry, me);
    applyToFace(record, entry);
  }
}

function setPreview(record: ChatRecord, last: LastEntry | undefined, me: UserId): void {
  record.sortAt = last?.at ?? record.openedAt;
  if (last === undefined) {
    delete record.preview;
    return;
  }
  const { id, kind, author, text, event, at, number } = last;
  const state = author === me ? stateOf(record, number) : undefined;
  record.preview = { id, kind, author, text: cut(text), event, at, state };
}

/** What a pending entry makes of title and picture; a refused one makes nothing of them. */
function applyToFace(record: ChatRecord, { intent, refused }: OutboxEntry): void {
  const { wished } = record;
  if (intent.kind === 'group.create') {
    // It is named by what was asked, also after that was refused.
    record.wished = { title: intent.title, picture: intent.picture };
  } else if (refused !== undefined) return;
  else if (intent.kind === 'group.rename') record.wished = { ...wished, title: intent.title };
  else if (intent.kind === 'group.picture') record.wished = { ...wished, picture: intent.picture };
}

/** What one more entry at the end of the outbox changes in the row. */
function applyToPreview(record: ChatRecord, entry: OutboxEntry, me: UserId): void {
  const { intent, entryId, writtenAt: at } = entry;
  const isRefused = entry.refused !== undefined;
  if (intent.kind === 'message.edit' || intent.kind === 'message.delete') {
    if (isRefused || record.preview?.id !== intent.message) return;
    if (intent.kind === 'message.delete') {
      record.preview = { ...record.preview, kind: 'deleted', text: '' };
    } else if (record.preview.kind === 'message') record.preview.text = cut(intent.text);
    return;
  }
  if (record.last?.id === entryId) return;
  const state = isRefused ? 'refused' : entry.accepted === undefined ? 'saved' : 'sent';
  const event = eventOf(intent, me);
  if (intent.kind === 'message.send') {
    const text = cut(intent.text);
    record.preview = { id: entryId, kind: 'message', author: me, text, at, state };
  } else if (event !== undefined) {
    record.preview = { id: entryId, kind: 'event', author: me, text: '', event, at, state };
  } else return;
  record.sortAt = Math.max(record.sortAt, at);
}

/** The first units of a text on one line, without half a character at the end. */
function cut(text: string): string {
  const line = text
    .slice(0, 2 * previewUnits)
    .replace(/\s+/g, ' ')
    .slice(0, previewUnits);
  return line.isWellFormed() ? line : line.slice(0, -1);
}
