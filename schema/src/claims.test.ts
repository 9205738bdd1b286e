import * as v from 'valibot';
import { expect, test } from 'vitest';
import {
  chatIdSchema,
  entryIdSchema,
  isJsonRecord,
  parseJson,
  parseWith,
  timeSchema,
  userIdSchema,
  utf8Bytes,
} from './claims.ts';
import { limits } from './limits.ts';
import { alice, aliceAndBob, nthEntryId } from './testkit/people.ts';

const malformed = { ok: false, code: 'malformed' };
const roomy = 100_000;

function nested(depth: number): string {
  return '['.repeat(depth) + ']'.repeat(depth);
}

test('depth is allowed up to the limit and no further', () => {
  expect(parseJson(nested(limits.jsonDepth), roomy).ok).toBe(true);
  expect(parseJson(nested(limits.jsonDepth + 1), roomy)).toEqual(malformed);
  expect(parseJson(`{"a":${nested(limits.jsonDepth)}}`, roomy)).toEqual(malformed);
});

test('text nested deeper than any stack is refused without being built', () => {
  expect(parseJson('['.repeat(roomy), roomy)).toEqual(malformed);
  expect(parseJson('{"a":'.repeat(roomy / 5), roomy)).toEqual(malformed);
});

test('brackets in texts do not count, whatever stands before the closing quote', () => {
  const text = String.raw`["[[[[[[[[", "\"[[[[[[", "\\", "{{{{{{{{"]`;
  expect(parseJson(text, roomy)).toEqual({ ok: true, value: JSON.parse(text) });
});

test('closing brackets do not buy depth', () => {
  expect(parseJson(`]]]]]]${nested(9)}`, roomy)).toEqual(malformed);
  expect(parseJson(`[]]]]]]${nested(9)}`, roomy)).toEqual(malformed);
});

test('size is counted in bytes of UTF-8, not in units', () => {
  expect(parseJson('"äöü"', 8).ok).toBe(true);
  expect(parseJson('"äöü"', 7)).toEqual({ ok: false, code: 'too-big' });
  expect(parseJson('"🎈"', 6).ok).toBe(true);
  expect(parseJson('"🎈"', 5)).toEqual({ ok: false, code: 'too-big' });
  expect(parseJson('[1,2]', 4)).toEqual({ ok: false, code: 'too-big' });
});

test.each([
  ['at the top', '{"__proto__":{"isAdmin":true}}'],
  ['nested', '{"a":{"b":{"__proto__":1}}}'],
  ['in an array', '[[{"__proto__":null}]]'],
  ['written with escapes', String.raw`{"\u005f_proto__":1}`],
  ['twice', '{"__proto__":1,"__proto__":2}'],
])('a key __proto__ is refused: %s', (_, text) => {
  expect(parseJson(text, roomy)).toEqual(malformed);
});

test('the text __proto__ is a text like any other', () => {
  expect(parseJson('["__proto__"]', roomy)).toEqual({ ok: true, value: ['__proto__'] });
});

test('nothing that was parsed reaches the prototype of others', () => {
  parseJson('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}', roomy);
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});

test('of two equal keys the last counts', () => {
  expect(parseJson('{"a":1,"a":2}', roomy)).toEqual({ ok: true, value: { a: 2 } });
});

test.each([
  '',
  ' ',
  '{',
  '{"a"}',
  "{'a':1}",
  '[1,]',
  '01',
  'NaN',
  'undefined',
  '"\n"',
  '{}{}',
  '\ufeff{}',
])('what is no JSON is malformed: %j', (text) => {
  expect(parseJson(text, roomy)).toEqual(malformed);
});

test.each([
  ['a negative zero', '-0'],
  ['a number beyond all numbers', '1e400'],
  ['a number that lost its last digits', '9007199254740993'],
  ['a fraction', '1.5'],
  ['a time before 1970', '-1'],
  ['a time after the year 9999', '253402300800000'],
  ['a text', '"7"'],
  ['nothing', 'null'],
])('%s is no time', (_, text) => {
  const value = parseJson(text, roomy);
  expect(value.ok && parseWith(timeSchema, value.value)).toEqual(malformed);
});

test('a time has one form', () => {
  expect(parseWith(timeSchema, 0)).toEqual({ ok: true, value: 0 });
  expect(parseWith(timeSchema, 253402300799999).ok).toBe(true);
});

test('ids are checked where a shape is checked', () => {
  const schema = v.strictObject({ user: userIdSchema, entry: entryIdSchema, chat: chatIdSchema });
  const value = { user: alice, entry: nthEntryId(1), chat: aliceAndBob };
  expect(parseWith(schema, value)).toEqual({ ok: true, value });
  expect(parseWith(schema, { ...value, user: 'alice' })).toEqual(malformed);
  expect(parseWith(schema, { ...value, chat: alice })).toEqual(malformed);
  expect(parseWith(schema, { ...value, more: 1 })).toEqual(malformed);
});

test.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf'])(
  'a key that every object inherits is as unknown as any other: %s',
  (key) => {
    const schema = v.strictObject({ user: userIdSchema });
    expect(parseWith(schema, { user: alice, [key]: 1 })).toEqual(malformed);
  },
);

test('a lone surrogate counts as what it is repaired to', () => {
  expect(utf8Bytes('\ud800')).toBe(3);
  expect(utf8Bytes('\udc00\ud800')).toBe(6);
  expect(utf8Bytes('\ud83c\udf88')).toBe(4);
});

test.each([
  ['an array', []],
  ['a date', new Date(0)],
  ['a map', new Map()],
  ['bytes', new Uint8Array(2)],
  ['nothing', null],
  ['bytes inside', { a: { b: new Uint8Array(1) } }],
  ['undefined inside', { a: undefined }],
  ['an infinite number inside', { a: [Number.POSITIVE_INFINITY] }],
  ['a big integer inside', { a: 1n }],
])('%s is no object of JSON', (_, value) => {
  expect(isJsonRecord(value)).toBe(false);
});

test('an object of JSON may be as deep as any version writes, but not endless', () => {
  const endless: Record<string, unknown> = {};
  endless.self = endless;
  expect(isJsonRecord(endless)).toBe(false);
  expect(isJsonRecord(JSON.parse(`{"a":${nested(limits.storedDepth - 1)}}`))).toBe(true);
  expect(isJsonRecord(JSON.parse(`{"a":${nested(limits.storedDepth)}}`))).toBe(false);
});
