/**
 * The timeline, pure: accepted messages by number, own pending ones after them, each drawn once by
 * its id. Invariant: an entry that was accepted stays drawn as sent until its row is here; a refused
 * one stays, with its reason, until the person decides.
 */
import { readPlace, readSegmentEntry } from '@jibber/schema/document/values';
import type { EntryId, UserId } from '@jibber/schema/ids';
import type { Intent } from '@jibber/schema/intents/registry';
import { rootOf } from './outbox.ts';
import type { OverlayChat } from './overlay.ts';
import type { OutboxEntry } from './records.ts';
import type { MessageState, Refusal, TimelineMessage } from './replica.ts';
import { eventOf } from './wished-event.ts';

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
    event: entry.kind === 'event' ? entry.event : undefined,
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
    if (!isDrawn(entry, overlay, me)) continue;
    number = Math.max(number + 1, overlay.made.get(entry.entryId) ?? 0);
    const pending = drawPending(entry, number, entries, overlay, me);
    const isChanging = changing.has(entry.entryId);
    const refusal = pending.refusal ?? refusals.get(entry.entryId);
    drawn.push({ ...pending, changing: isChanging, refusal });
  }
  return drawn;
}

/**
 * Whether an entry has a place of its own: messages and events until they stand in the documents, and
 * any other refused wish, so that it is explained. One that is about a message is drawn with that.
 */
function isDrawn({ intent, entryId, refused }: OutboxEntry, overlay: OverlayChat, me: UserId) {
  if (intent.kind === 'chat.open' || 'message' in intent) return false;
  if (refused !== undefined) return true;
  const isShown = intent.kind === 'message.send' || eventOf(intent, me) !== undefined;
  return isShown && !overlay.isAccepted(entryId);
}

/** Messages that entries are about: those still on their way, and the last refused one of each. */
function concerned(entries: readonly OutboxEntry[]) {
  const changing = new Set<EntryId>();
  const refusals = new Map<EntryId, Refusal>();
  for (const entry of entries) {
    const { intent } = entry;
    if (!('message' in intent)) continue;
    const refusal = refusalOf(entry, entries);
    if (refusal !== undefined) refusals.set(intent.message, refusal);
    else if (intent.kind !== 'message.report') changing.add(intent.message);
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
    kind: read?.kind ?? (intent.kind === 'message.send' ? 'message' : 'event'),
    text: read?.text ?? (intent.kind === 'message.send' ? intent.text : ''),
    event: read?.event ?? eventOf(intent, me),
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
  return { entryId, kind: intent.kind, code, text: wordsOf(intent) };
}

function wordsOf(intent: Intent): string {
  switch (intent.kind) {
    case 'message.send':
    case 'message.edit':
      return intent.text;
    case 'group.create':
    case 'group.rename':
      return intent.title;
    case 'group.describe':
      return intent.about;
    case 'message.report':
      return intent.reason;
    default:
      return '';
  }
}
