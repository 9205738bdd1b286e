import { expect, test } from 'vitest';
import { errorSentences } from './error-sentences.ts';
import { type ErrorCode, errorCodeOf, errorOfCloseCode, errors, isErrorCode } from './errors.ts';

const codes = Object.keys(errors).filter(isErrorCode);

/** Numbers on the wire are for ever: a line here is added, never changed or taken away. */
const wireNumbers: Readonly<Record<number, ErrorCode>> = {
  1: 'text-too-long',
  2: 'text-empty',
  3: 'message-not-found',
  4: 'chat-not-found',
  5: 'person-not-reachable',
  6: 'too-many-edits',
  7: 'segment-full',
  8: 'depends-on-refused',
  9: 'entry-id-taken',
  10: 'unknown-reason',
  11: 'not-allowed',
  12: 'member-not-found',
  13: 'no-change',
  14: 'group-full',
  15: 'title-invalid',
  16: 'about-too-long',
  17: 'invite-not-found',
  18: 'chat-left',
  19: 'chat-removed',
  20: 'malformed',
  21: 'too-big',
  22: 'unknown-version',
  23: 'unknown-kind',
  24: 'not-found',
  30: 'chat-deleted',
  31: 'too-many-invites',
  40: 'signed-out',
  41: 'session-ended',
  42: 'wrong-credentials',
  43: 'origin-refused',
  44: 'registration-closed',
  45: 'handle-taken',
  46: 'address-taken',
  47: 'handle-invalid',
  48: 'address-invalid',
  49: 'password-invalid',
  50: 'name-invalid',
  51: 'too-many-devices',
  52: 'person-not-found',
  53: 'insecure-origin',
  54: 'too-many-blocks',
  55: 'account-deleted',
  60: 'busy',
  61: 'too-many-requests',
  62: 'after-unanswered',
  63: 'slow-reader',
  64: 'going-away',
  65: 'too-many-sockets',
  66: 'internal',
  67: 'silent-peer',
  70: 'picture-invalid',
  71: 'file-not-found',
  72: 'file-id-taken',
  73: 'too-many-files',
};

test('F10: wire numbers of codes are unique and never change', () => {
  const found = Object.fromEntries(codes.map((code) => [errors[code].wire, code]));
  expect(found).toEqual(wireNumbers);
  expect(codes).toHaveLength(Object.keys(wireNumbers).length);
});

test('F10: a number is read as its code, an unknown one as the stand-in', () => {
  for (const code of codes) expect(errorCodeOf(errors[code].wire, 'busy')).toBe(code);
  expect(errorCodeOf(59, 'unknown-reason')).toBe('unknown-reason');
  expect(errorCodeOf(Number.MAX_SAFE_INTEGER, 'busy')).toBe('busy');
});

test('only codes of the table are codes', () => {
  expect(isErrorCode('busy')).toBe(true);
  for (const value of ['', 'Busy', 'toString', '__proto__', 'constructor', 7, null, ['busy']]) {
    expect(isErrorCode(value)).toBe(false);
  }
});

test('C1: a close code means one thing and is one that a server may give', () => {
  const closes = codes.flatMap((code) => {
    const entry: { readonly wire: number; readonly close?: number } = errors[code];
    return entry.close === undefined ? [] : [{ code, close: entry.close }];
  });
  expect(new Set(closes.map(({ close }) => close)).size).toBe(closes.length);
  for (const { code, close } of closes) {
    expect(errorOfCloseCode(close)).toBe(code);
    expect([1001, 1009, 1011].includes(close) || (close >= 4000 && close < 5000)).toBe(true);
  }
  expect(errorOfCloseCode(1006)).toBeUndefined();
});

test('C2: close codes 4400 to 4499 are final, other codes of ours are not', () => {
  for (let close = 4000; close < 5000; close += 1) {
    const code = errorOfCloseCode(close);
    if (code !== undefined) expect(errors[code].final).toBe(close >= 4400 && close < 4500);
  }
});

test('statuses are errors, and trying again is never asked for what cannot change', () => {
  for (const code of codes) {
    const { status, final } = errors[code];
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    if (status >= 500 || status === 429) expect(final).toBe(false);
  }
});

test('every code is told in a sentence without jargon', () => {
  for (const code of codes) {
    const sentence = errorSentences[code];
    expect(sentence).toMatch(/^[A-ZĀ-ž0-9][^{}<>]{10,100}[.]$/u);
    expect(sentence).not.toMatch(
      /\b(intent|entry|segment|position|row|frame|socket|null|error)\b/i,
    );
  }
});
