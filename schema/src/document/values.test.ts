import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { alice, bob, nthEntryId } from '../testkit/people.ts';
import { readGroupSettings } from './group.ts';
import { isRecord } from './json.ts';
import { readMember } from './members.ts';
import {
  isDocumentName,
  numberKey,
  numberOfKey,
  readEdited,
  readPlace,
  readSegmentEntry,
} from './values.ts';

const id = nthEntryId(1);
const message = { id, author: alice, at: 5, writtenAt: 4, text: 'hello' };
const unknown = { kind: 'unknown' };

type Golden = { readonly name: string; readonly value: unknown; readonly reads: unknown };
type GoldenFile = {
  readonly messages: readonly Golden[];
  readonly members: readonly Golden[];
  readonly settings: readonly Golden[];
};

/** Stored by version 1: lines are added to this file, never changed or taken away. */
const golden: GoldenFile = JSON.parse(
  readFileSync(new URL('fixtures/values-1.json', import.meta.url), 'utf8'),
);

test.each(golden.messages)('stored by version 1, read for ever: $name', ({ value, reads }) => {
  expect(readSegmentEntry(value)).toEqual(reads);
});

test.each(golden.members)(
  'a member stored by version 1, read for ever: $name',
  ({ value, reads }) => {
    expect(readMember(value)).toEqual(reads);
  },
);

test.each(golden.settings)(
  'settings stored by version 1, read for ever: $name',
  ({ value, reads }) => {
    expect(readGroupSettings(value)).toEqual(reads);
  },
);

test.each([
  ['an event of a newer version', { id, author: alice, at: 5, event: 'renamed' }],
  ['a message with a key of a newer version', { ...message, attachments: [] }],
  ['a message without its time', { ...message, at: undefined }],
  ['a fraction of a millisecond', { ...message, at: 0.5 }],
  ['a time as text', { ...message, writtenAt: '4' }],
  ['a text that is none', { ...message, text: ['hello'] }],
  ['an author who is none', { ...message, author: 'alice' }],
  ['an edit that is none', { ...message, edited: true }],
  ['a deletion by nobody', { id, author: alice, at: 5, deleted: true }],
  ['a key __proto__', JSON.parse(`{"id":"${id}","author":"${alice}","__proto__":{"at":1}}`)],
  ['a list', [message]],
  ['a text', 'hello'],
  ['nothing', null],
  ['a map', new Map(Object.entries(message))],
])('%s is kept and read as unknown', (_, value) => {
  expect(readSegmentEntry(value)).toEqual(unknown);
});

test('what was deleted is never drawn again, whatever else stands in it', () => {
  const value = { ...message, deleted: bob, reactions: 3 };
  const reads = { kind: 'deleted', id, author: alice, at: 5, by: bob };
  expect(readSegmentEntry(value)).toEqual(reads);
});

test('the place of an entry is read whatever its kind', () => {
  const place = { id, author: alice, at: 5 };
  expect(readPlace({ ...place, event: 'renamed' })).toEqual(place);
  expect(readPlace({ ...place, at: -1 })).toBeUndefined();
  expect(readPlace(null)).toBeUndefined();
});

test('keys of newer versions in an edit are passed over', () => {
  expect(readEdited({ at: 1, times: 2, by: bob })).toEqual({ at: 1, times: 2 });
  expect(readEdited({ at: 1 })).toBeUndefined();
  expect(readEdited([1, 2])).toBeUndefined();
});

test.each([
  ['a role of a newer version', { role: 'guest', spans: [] }],
  ['no spans', { role: 'member' }],
  ['a span without an end', { role: 'member', spans: [[1]] }],
  ['a span that ends in a text', { role: 'member', spans: [[1, '2']] }],
  ['a list', ['member']],
])('%s is no member known here', (_, value) => {
  expect(readMember(value)).toBeUndefined();
});

test('the key of a number is its only key', () => {
  expect(numberKey(1295)).toBe('zz');
  expect(numberOfKey('zz')).toBe(1295);
  for (const key of ['', '0', '00', '01', '-1', 'ZZ', ' 1', '1 ', '1.5', '1e', 'é', '__proto__']) {
    const number = numberOfKey(key);
    if (number !== undefined) expect(numberKey(number)).toBe(key);
  }
  expect(numberOfKey('0')).toBeUndefined();
  expect(numberOfKey('ZZ')).toBeUndefined();
  fc.assert(
    fc.property(fc.maxSafeNat(), (number) => {
      expect(numberOfKey(numberKey(number))).toBe(number === 0 ? undefined : number);
    }),
  );
});

test('documents are the chat and its segments', () => {
  expect(['chat', 0, 7].every(isDocumentName)).toBe(true);
  expect(['', 'segment', -1, 0.5, 2 ** 53, '0', null].some(isDocumentName)).toBe(false);
});

test('only what JSON calls an object is a record', () => {
  expect(isRecord({})).toBe(true);
  expect(isRecord(Object.create(null))).toBe(true);
  for (const value of [[], new Date(0), new Uint8Array(1), new Map(), null, 'a', () => 1]) {
    expect(isRecord(value)).toBe(false);
  }
});

test('no value makes a reader throw', () => {
  const almost = fc.record(
    {
      id: fc.constantFrom<unknown>(id, 'x', null),
      author: fc.constantFrom<unknown>(alice, 7),
      at: fc.constantFrom<unknown>(5, -1, Number.NaN),
      deleted: fc.constantFrom<unknown>(bob, null),
      text: fc.anything(),
      event: fc.anything(),
      edited: fc.anything(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(fc.anything(), almost), (value) => {
      expect(['message', 'deleted', 'event', 'unknown']).toContain(readSegmentEntry(value).kind);
      readMember(value);
      readPlace(value);
    }),
    { numRuns: 500 },
  );
});
