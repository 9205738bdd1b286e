import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseWith } from '../claims.ts';
import { limits } from '../limits.ts';
import { alice, aliceAndBob, nthEntryId } from '../testkit/people.ts';
import { postIntentsAnswerSchema, postIntentsSchema } from './intents.ts';

const entry = { entryId: nthEntryId(1), scope: aliceAndBob, intent: '{}' };

test('P1: a request carries one entry or more, up to the limit of a frame', () => {
  const ok = (entries: unknown) => parseWith(postIntentsSchema, { userId: alice, entries }).ok;
  expect(ok([entry])).toBe(true);
  expect(ok([{ ...entry, after: nthEntryId(0) }])).toBe(true);
  expect(ok(new Array(limits.entriesPerFrame).fill(entry))).toBe(true);
  expect(ok(new Array(limits.entriesPerFrame + 1).fill(entry))).toBe(false);
  expect(ok([])).toBe(false);
  expect(ok([{ ...entry, author: 'alice' }])).toBe(false);
  expect(ok([{ ...entry, intent: {} }])).toBe(false);
  expect(ok([{ ...entry, intent: 'x'.repeat(limits.intentBytes + 1) }])).toBe(false);
  expect(ok([{ ...entry, after: null }])).toBe(false);
  expect(parseWith(postIntentsSchema, { userId: alice, entries: [entry], more: 1 }).ok).toBe(false);
});

test('V4: the chat of version 1 is a scope, and never beside one', () => {
  const { scope, ...rest } = entry;
  const read = (sent: unknown) => parseWith(postIntentsSchema, { userId: alice, entries: [sent] });
  expect(read({ ...rest, chatId: scope })).toEqual({
    ok: true,
    value: { userId: alice, entries: [entry] },
  });
  expect(read({ ...rest, scope: 'account' }).ok).toBe(true);
  expect(read({ ...rest, chatId: 'account' }).ok).toBe(false);
  expect(read({ ...rest, chatId: scope, scope }).ok).toBe(false);
  expect(read(rest).ok).toBe(false);
});

test('P1: answers are those of the socket, codes of newer servers have stand-ins', () => {
  const entryId = nthEntryId(1);
  const read = parseWith(postIntentsAnswerSchema, {
    answers: [
      { outcome: 'accepted', entryId, position: 3, number: 2 },
      { outcome: 'refused', entryId, code: 'too-fancy' },
      { outcome: 'again', entryId, code: 'too-fancy', backoffMs: 250 },
      { outcome: 'refused', entryId, code: 'text-empty' },
    ],
  });
  expect(read).toEqual({
    ok: true,
    value: {
      answers: [
        { outcome: 'accepted', entryId, position: 3, number: 2 },
        { outcome: 'refused', entryId, code: 'unknown-reason' },
        { outcome: 'again', entryId, code: 'busy', backoffMs: 250 },
        { outcome: 'refused', entryId, code: 'text-empty' },
      ],
    },
  });
});

test.each([
  { outcome: 'accepted', position: -1, number: 0 },
  { outcome: 'accepted', position: 1.5, number: 0 },
  { outcome: 'accepted', position: 1 },
  { outcome: 'maybe' },
  { outcome: 'again', code: 'busy', backoffMs: Number.POSITIVE_INFINITY },
])('P1: a malformed answer is refused: %o', (answer) => {
  const answers = [{ entryId: nthEntryId(1), ...answer }];
  expect(parseWith(postIntentsAnswerSchema, { answers }).ok).toBe(false);
});

test('no value makes reading throw', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      parseWith(postIntentsSchema, value);
      expect(parseWith(postIntentsSchema, { userId: alice, entries: [value] }).ok).toBe(false);
    }),
  );
});
