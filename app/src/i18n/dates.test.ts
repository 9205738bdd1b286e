import { expect, test } from 'vitest';
import {
  countDays,
  type DateContext,
  dayKey,
  formatDay,
  formatListTime,
  formatShortMoment,
  formatTime,
  localDay,
} from './dates.ts';

const berlin: DateContext = {
  locale: 'en-GB',
  timeZone: 'Europe/Berlin',
  todayWord: 'Today',
  yesterdayWord: 'Yesterday',
};
const nowMs = Date.parse('2026-11-24T21:00:00+01:00');

test('a day is the one of the reader’s own time zone', () => {
  const atMs = Date.parse('2026-11-23T23:30:00Z');
  expect(dayKey(berlin, atMs)).toBe('2026-11-24');
  expect(dayKey({ ...berlin, timeZone: 'America/New_York' }, atMs)).toBe('2026-11-23');
});

test('days are counted by the calendar, also over the change of the clocks', () => {
  const saturday = Date.parse('2026-10-24T23:30:00+02:00');
  const sunday = Date.parse('2026-10-25T23:30:00+01:00');
  expect(countDays(berlin, saturday, sunday)).toBe(1);
});

test('the device’s own zone needs no name', () => {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const { timeZone: _, ...here } = berlin;
  for (let hours = 0; hours < 24 * 400; hours += 7) {
    const atMs = nowMs - hours * 3_600_000;
    expect(countDays(here, atMs, nowMs)).toBe(countDays({ ...berlin, timeZone: own }, atMs, nowMs));
  }
});

test('the list shows the time today, then Yesterday, the weekday, the date', () => {
  expect(formatListTime(berlin, Date.parse('2026-11-24T14:05:00+01:00'), nowMs)).toBe('14:05');
  expect(formatListTime(berlin, Date.parse('2026-11-23T23:59:00+01:00'), nowMs)).toBe('Yesterday');
  expect(formatListTime(berlin, Date.parse('2026-11-20T12:00:00+01:00'), nowMs)).toBe('Fri');
  expect(formatListTime(berlin, Date.parse('2026-11-17T12:00:00+01:00'), nowMs)).toBe('17/11/26');
});

test('a moment ahead of this device’s clock shows its date and never a wrong weekday', () => {
  expect(formatListTime(berlin, Date.parse('2026-11-26T12:00:00+01:00'), nowMs)).toBe('26/11/26');
});

test('a separator names the day, with the year only where it is another one', () => {
  expect(formatDay(berlin, nowMs, nowMs)).toBe('Today');
  expect(formatDay(berlin, Date.parse('2026-11-20T12:00:00+01:00'), nowMs)).toBe(
    'Friday 20 November',
  );
  expect(formatDay(berlin, Date.parse('2025-11-20T12:00:00+01:00'), nowMs)).toBe(
    '20 November 2025',
  );
});

test('each language writes its own time', () => {
  const atMs = Date.parse('2026-11-24T14:05:00+01:00');
  expect(formatTime({ ...berlin, locale: 'en-US' }, atMs).replace(/\s/g, ' ')).toBe('2:05 PM');
});

test('beside another time of the same day the time alone is enough', () => {
  const atMs = Date.parse('2026-11-24T09:10:00+01:00');
  expect(formatShortMoment(berlin, atMs, nowMs)).toBe('09:10');
  expect(formatShortMoment(berlin, atMs - 86_400_000, nowMs)).toBe('23 Nov, 09:10');
});

test('a local day holds its moment and ends where the next begins', () => {
  const day = localDay(nowMs);
  expect(day.startMs).toBeLessThanOrEqual(nowMs);
  expect(day.endMs).toBeGreaterThan(nowMs);
  expect(localDay(day.endMs).startMs).toBe(day.endMs);
});
