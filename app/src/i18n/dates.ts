/**
 * Times and days as people write them. Invariant: pure; the present moment, the language and the
 * time zone are handed in, so that a test reads the same everywhere.
 */
import { remember } from './translate.ts';

/** Where and in which language a time is read. */
export type DateContext = {
  readonly locale: string;
  /** IANA name; undefined: the device's own. */
  readonly timeZone?: string;
  /** "Today" and "Yesterday" in the language of `locale`. */
  readonly todayWord: string;
  readonly yesterdayWord: string;
};

const formats = new Map<string, Intl.DateTimeFormat>();

function format(
  context: DateContext,
  name: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = `${name} ${context.locale} ${context.timeZone ?? ''}`;
  const zone = context.timeZone === undefined ? {} : { timeZone: context.timeZone };
  return remember(
    formats,
    key,
    () => new Intl.DateTimeFormat(context.locale, { ...options, ...zone }),
  );
}

/** Hour and minute: what stands in a bubble. @param atMs ms since 1970 */
export function formatTime(context: DateContext, atMs: number): string {
  return format(context, 'time', { timeStyle: 'short' }).format(atMs);
}

/** Date and time in full: for titles and for what is read aloud. @param atMs ms since 1970 */
export function formatMoment(context: DateContext, atMs: number): string {
  return format(context, 'moment', { dateStyle: 'long', timeStyle: 'short' }).format(atMs);
}

/**
 * The calendar day of a moment as a key that sorts, "2026-11-24".
 * @param atMs ms since 1970
 */
export function dayKey(context: DateContext, atMs: number): string {
  const parts = format({ ...context, locale: 'en-CA' }, 'day-key', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    calendar: 'iso8601',
  });
  return parts.format(atMs);
}

/** Whole calendar days from one moment to a later one; negative where it is earlier. */
export function countDays(context: DateContext, fromMs: number, toMs: number): number {
  return Math.round((dayStart(context, toMs) - dayStart(context, fromMs)) / 86_400_000);
}

/**
 * When the calendar day of a moment begins in a zone without clock changes, ms. In the device's own
 * zone without a formatter: making one takes longer than drawing a row of the first screen.
 */
function dayStart(context: DateContext, atMs: number): number {
  if (context.timeZone !== undefined) return Date.parse(`${dayKey(context, atMs)}T00:00:00Z`);
  const day = new Date(atMs);
  return Date.UTC(day.getFullYear(), day.getMonth(), day.getDate());
}

/**
 * What stands at the end of a row of the chat list: the time today, "Yesterday", the weekday within
 * a week, then the date.
 * @param atMs moment of the last message, ms since 1970
 * @param nowMs the present moment
 */
export function formatListTime(context: DateContext, atMs: number, nowMs: number): string {
  const days = countDays(context, atMs, nowMs);
  if (days === 0) return formatTime(context, atMs);
  if (days === 1) return context.yesterdayWord;
  if (days > 1 && days < 7) return format(context, 'weekday', { weekday: 'short' }).format(atMs);
  return format(context, 'short-date', {
    year: '2-digit',
    month: 'numeric',
    day: 'numeric',
  }).format(atMs);
}

/** What stands above the messages of a day. */
export function formatDay(context: DateContext, atMs: number, nowMs: number): string {
  const days = countDays(context, atMs, nowMs);
  if (days === 0) return context.todayWord;
  if (days === 1) return context.yesterdayWord;
  const isSameYear = dayKey(context, atMs).slice(0, 4) === dayKey(context, nowMs).slice(0, 4);
  return isSameYear
    ? format(context, 'day', { weekday: 'long', day: 'numeric', month: 'long' }).format(atMs)
    : format(context, 'day-year', { day: 'numeric', month: 'long', year: 'numeric' }).format(atMs);
}

/**
 * A moment in as few words as tell it: the time alone on the day of `besideMs`, else date and time.
 * @param besideMs the moment it stands beside
 */
export function formatShortMoment(context: DateContext, atMs: number, besideMs: number): string {
  if (countDays(context, atMs, besideMs) === 0) return formatTime(context, atMs);
  const day = format(context, 'short-day', { day: 'numeric', month: 'short' }).format(atMs);
  return `${day}, ${formatTime(context, atMs)}`;
}

/** Bounds of the calendar day a moment lies in, by the clock of this device. @param atMs ms */
export function localDay(atMs: number): { readonly startMs: number; readonly endMs: number } {
  const day = new Date(atMs);
  day.setHours(0, 0, 0, 0);
  const startMs = day.getTime();
  // Not 24 hours later: days on which the clocks change have 23 or 25.
  day.setDate(day.getDate() + 1);
  return { startMs, endMs: day.getTime() };
}
