/**
 * The timeline, pure: accepted messages by number, own pending ones after them, each drawn once by
 * its id. Invariant: an entry that was accepted stays drawn as sent until its row is here; a refused
 * one stays, with its reason, until the person decides.
 */
import { readPlace, readSegmentEntry } from '@jibber/schema/document/values';
import type { EntryId, UserId } from '@jibber/schema/ids';
import { rootOf } from './outbox.ts';
import type { OverlayChat } from './overlay.ts';
import type { OutboxEntry } from './records.ts';
import type { MessageState, Refusal, TimelineMessage } from './replica.ts';

/**
 * A message as it stands in a segment.
 * @param state of one's own messages
 * @returns undefined for a value without id, author and time, which nobody could name
 */
export function readMessage(
  number: number,
  value: unknown,
  me: UserId,
  state: MessageState,
): TimelineMessage | undefined {
  const entry = readSegmentEntry(value);
  const place = entry.kind === 'unknown' ? readPlace(value) : entry;
  if (place === undefined) return undefined;
  return {
    id: place.id,
    author: place.author,
    at: place.at,
    number,
    pending: false,
    kind: entry.kind,
    text: entry.kind === 'message' ? entry.text : '',
    deletedBy: entry.kind === 'deleted' ? entry.by : undefined,
    edited: entry.kind === 'message' && entry.edited !== undefined,
    changing: false,
    writtenAt: entry.kind === 'message' ? entry.writtenAt : place.at,
    state: place.author === me ? state : undefined,
    refusal: undefined,
  };
}

/**
 * Lays the outbox over accepted messages.
 * @param accepted in order; returned as it is where no entry concerns it
 * @param overlay with all entries applied
 */
export function layEntries(
  accepted: readonly TimelineMessage[],
  entries: readonly OutboxEntry[],
  overlay: OverlayChat,
  me: UserId,
): readonly TimelineMessage[] {
  if (entries.length === 0) return accepted;
  const { changing, refusals } = concerned(entries);
  const isConcerned = changing.size > 0 || refusals.size > 0;
  const drawn = !isConcerned
    ? [...accepted]
    : accepted.map((message) => {
        const isChanging = changing.has(message.id);
        const refusal = refusals.get(message.id);
        if (!isChanging && refusal === undefined) return message;
        const value = isChanging ? overlay.changed.get(message.number) : undefined;
        const changed =
          value === undefined
            ? message
            : (readMessage(message.number, value, me, message.state ?? 'sent') ?? message);
        return { ...changed, changing: isChanging, refusal };
      });
  let number = accepted.at(-1)?.number ?? 0;
  for (const entry of entries) {
    const isDrawn = entry.refused === undefined && !overlay.made.has(entry.entryId);
    if (entry.intent.kind !== 'message.send' || isDrawn) continue;
    number = Math.max(number + 1, overlay.made.get(entry.entryId) ?? 0);
    const pending = drawPending(entry, number, entries, overlay, me);
    const isChanging = changing.has(entry.entryId);
    const refusal = pending.refusal ?? refusals.get(entry.entryId);
    drawn.push({ ...pending, changing: isChanging, refusal });
  }
  return drawn;
}

/** Messages that entries are about: those still on their way, and the last refused one of each. */
function concerned(entries: readonly OutboxEntry[]) {
  const changing = new Set<EntryId>();
  const refusals = new Map<EntryId, Refusal>();
  for (const entry of entries) {
    const { intent } = entry;
    if (intent.kind !== 'message.edit' && intent.kind !== 'message.delete') continue;
    const refusal = refusalOf(entry, entries);
    if (refusal === undefined) changing.add(intent.message);
    else refusals.set(intent.message, refusal);
  }
  return { changing, refusals };
}

function drawPending(
  entry: OutboxEntry,
  number: number,
  entries: readonly OutboxEntry[],
  overlay: OverlayChat,
  me: UserId,
): TimelineMessage {
  const { entryId, writtenAt, intent } = entry;
  const refusal = refusalOf(entry, entries);
  const state = refusal !== undefined ? 'refused' : entry.accepted ? 'sent' : 'saved';
  const value = overlay.changed.get(overlay.made.get(entryId) ?? -1);
  const read = value === undefined ? undefined : readMessage(number, value, me, state);
  return {
    id: entryId,
    number,
    author: me,
    kind: read?.kind ?? 'message',
    text: read?.text ?? (intent.kind === 'message.send' ? intent.text : ''),
    deletedBy: read?.deletedBy,
    edited: read?.edited ?? false,
    changing: false,
    writtenAt,
    pending: true,
    at: undefined,
    state,
    refusal,
  };
}

/** What was refused and why: where another was refused first, its reason. */
function refusalOf(entry: OutboxEntry, entries: readonly OutboxEntry[]): Refusal | undefined {
  if (entry.refused === undefined) return undefined;
  const { entryId, intent } = entry;
  const code = rootOf(entries, entry).refused ?? entry.refused;
  const text = 'text' in intent ? intent.text : '';
  return { entryId, kind: intent.kind, code, text };
}
