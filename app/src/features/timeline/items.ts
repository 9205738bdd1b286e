/**
 * What stands in the timeline around each message: day, "new messages", grouping. Invariant: pure
 * and one item per message, so that the position of an item is the position of its message.
 */
import type { UserId } from '@jibber/schema/ids';
import type { TimelineMessage } from '../../state/open-chat.ts';

/** A message and what its place gives it. */
export type TimelineItem = {
  readonly message: TimelineMessage;
  /** A day begins here: a moment of it, ms; undefined elsewhere. */
  readonly dayAt: number | undefined;
  /** The first message that was unread when the chat was opened. */
  readonly isFirstUnread: boolean;
  /** Nothing of the same group stands above. */
  readonly isFirst: boolean;
  /** Nothing of the same group stands beneath. */
  readonly isLast: boolean;
  readonly isOwn: boolean;
};

/** A calendar day of the reader, ms: from its first moment up to the first of the next. */
export type DayBounds = { readonly startMs: number; readonly endMs: number };

/** Messages of one author within this time stand together. */
const groupMs = 5 * 60_000;

/** When a message is said to have come: acceptance orders readers, writing is all there is before. */
export function shownAt(message: TimelineMessage): number {
  return message.at ?? message.writtenAt;
}

/**
 * @param messages in order, pending last
 * @param me the reader
 * @param opening his read register, and the last number, when the chat was opened
 * @param dayOf bounds of the day a moment lies in, in the reader's time zone
 */
export function buildItems(
  messages: readonly TimelineMessage[],
  me: UserId,
  opening: { readonly read: number; readonly last: number },
  dayOf: (atMs: number) => DayBounds,
): TimelineItem[] {
  const firstUnread = messages.find(
    (message) =>
      !message.pending &&
      message.author !== me &&
      message.kind !== 'event' &&
      message.number > opening.read &&
      message.number <= opening.last,
  );
  let day: DayBounds | undefined;
  let isFirst = true;
  return messages.map((message, index) => {
    const atMs = shownAt(message);
    const isNewDay = day === undefined || atMs < day.startMs || atMs >= day.endMs;
    if (isNewDay) day = dayOf(atMs);
    const isFirstUnread = message === firstUnread;
    if (isNewDay || isFirstUnread) isFirst = true;
    const next = messages[index + 1];
    const isLast =
      next === undefined ||
      next === firstUnread ||
      !isSameGroup(message, next) ||
      !isWithin(day, shownAt(next));
    const item = {
      message,
      dayAt: isNewDay ? atMs : undefined,
      isFirstUnread,
      isFirst,
      isLast,
      isOwn: message.author === me,
    };
    isFirst = isLast;
    return item;
  });
}

function isSameGroup(one: TimelineMessage, next: TimelineMessage): boolean {
  return (
    one.author === next.author &&
    one.kind !== 'event' &&
    next.kind !== 'event' &&
    Math.abs(shownAt(next) - shownAt(one)) < groupMs
  );
}

function isWithin(day: DayBounds | undefined, atMs: number): boolean {
  return day !== undefined && atMs >= day.startMs && atMs < day.endMs;
}

/** Whether two items look the same, so that a row is left alone while others change. */
export function isSameItem(
  one: TimelineItem | undefined,
  other: TimelineItem | undefined,
): boolean {
  return (
    one !== undefined &&
    other !== undefined &&
    one.message === other.message &&
    one.dayAt === other.dayAt &&
    one.isFirstUnread === other.isFirstUnread &&
    one.isFirst === other.isFirst &&
    one.isLast === other.isLast &&
    one.isOwn === other.isOwn
  );
}

/**
 * Whether a list grew at its start: only then is its position kept from the end.
 * @param before keys of the list that was shown
 * @param after keys of the list to show
 */
export function isPrepended(before: readonly string[], after: readonly string[]): boolean {
  const first = before[0];
  return first !== undefined && first !== after[0] && after.includes(first);
}

/**
 * Messages of others that arrived beneath what the reader has seen.
 * @param seenNumber highest number that was on the screen
 */
export function countBelow(
  messages: readonly TimelineMessage[],
  me: UserId,
  seenNumber: number,
): number {
  let count = 0;
  for (let index = messages.length - 1; index >= 0; index -= 1) {
    const message = messages[index];
    if (message === undefined) break;
    if (message.pending) continue;
    if (message.number <= seenNumber) break;
    if (message.author !== me && message.kind === 'message') count += 1;
  }
  return count;
}

/**
 * Number of the last accepted message up to an index: what was seen, if that was the last one seen.
 * @param index into `messages`; -1 for none
 * @returns 0 where there is none
 */
export function lastAccepted(messages: readonly TimelineMessage[], index: number): number {
  for (let at = index; at >= 0; at -= 1) {
    const message = messages[at];
    if (message !== undefined && !message.pending) return message.number;
  }
  return 0;
}

/** How much later a message may arrive than it was written before both times are shown. */
const lateMs = 60_000;

/** Whether a message was written without a connection and arrived noticeably later. */
export function isLate(message: TimelineMessage): boolean {
  return message.at !== undefined && message.at - message.writtenAt > lateMs;
}

/** The message that "edit the last one" means: one's own, standing and whole. */
export function lastEditable(
  messages: readonly TimelineMessage[],
  me: UserId,
): TimelineMessage | undefined {
  return messages.findLast((message) => isEditable(message, me));
}

/** Whether the reader may change a message: his own, standing, not refused. */
export function isEditable(message: TimelineMessage, me: UserId): boolean {
  return message.author === me && message.kind === 'message' && message.refusal === undefined;
}
