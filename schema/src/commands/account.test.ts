import { expect, test } from 'vitest';
import { parseWith } from '../claims.ts';
import { cpuMsOf } from '../testkit/cpu-time.ts';
import { alice } from '../testkit/people.ts';
import {
  createAccountSchema,
  isHandle,
  isPassword,
  meSchema,
  readAddress,
  readName,
  signInSchema,
} from './account.ts';

test.each([
  ['Alice@Example.org', 'email', 'alice@example.org'],
  ['  alice@example.org\n', 'email', 'alice@example.org'],
  ['älice+tag@sub.example.org', 'email', 'älice+tag@sub.example.org'],
  ['+49 (30) 123-456.78', 'phone', '+493012345678'],
  ['+15550100123', 'phone', '+15550100123'],
])('%j is an address', (typed, kind, value) => {
  expect(readAddress(typed)).toEqual({ kind, value });
});

test.each([
  '',
  'alice',
  'alice@',
  '@example.org',
  'alice@example',
  'alice@-example.org',
  'alice@example..org',
  'alice@exa_mple.org',
  'a lice@example.org',
  'alice@@example.org',
  'alice@example.org,bob@example.org',
  '<alice@example.org>',
  'al\u0000ice@example.org',
  'al\ud800ice@example.org',
  'al\u202eice@example.org',
  'al\u200bice@example.org',
  `${'a'.repeat(65)}@example.org`,
  `alice@${'a.'.repeat(150)}org`,
  '0301234567',
  '+0301234567',
  '+49',
  '+4912345678901234',
  '+49abc1234567',
])('%j is no address', (typed) => {
  expect(readAddress(typed)).toBeUndefined();
});

test.each([
  `a@${'a'.repeat(240)}!`,
  `a@${'a-'.repeat(120)}`,
  `a@${'a.'.repeat(120)}`,
  `+${' '.repeat(200)}x`,
  `${' '.repeat(100_000)}a`,
])('a hostile address is judged at once', (typed) => {
  expect(readAddress(typed)).toBeUndefined();
  expect(cpuMsOf(() => readAddress(typed))).toBeLessThan(10);
});

test.each(['bob', 'bob_2', '___', 'a'.repeat(32)])('%s is a handle', (text) => {
  expect(isHandle(text)).toBe(true);
});

test.each(['', 'ab', 'a'.repeat(33), 'Bob', 'bob.b', 'bób', '@bob', 'bob ', 'bob\n', 'bоb'])(
  '%j is no handle',
  (text) => {
    expect(isHandle(text)).toBe(false);
  },
);

test('a password has eight characters and at most 256 bytes', () => {
  expect(isPassword('1234567')).toBe(false);
  expect(isPassword('12345678')).toBe(true);
  expect(isPassword('x'.repeat(256))).toBe(true);
  expect(isPassword('x'.repeat(257))).toBe(false);
  expect(isPassword('漢'.repeat(86))).toBe(false);
});

test.each([
  ['  Ann   Lee ', 'Ann Lee'],
  ['Ann\nLee', 'Ann Lee'],
  ['Zoë 👩‍🚀', 'Zoë 👩‍🚀'],
  ['a\ud800', 'a\ufffd'],
])('%j is the name %j', (typed, name) => {
  expect(readName(typed)).toBe(name);
});

test.each(['', '   ', '\u200b\u200b', '\u3164', 'a\u0007b', 'a\u202eb', 'a\u0000', 'x'.repeat(65)])(
  '%j is no name',
  (typed) => {
    expect(readName(typed)).toBeUndefined();
  },
);

test('what is asked for has no key too many, what is answered may have newer ones', () => {
  const signIn = { address: 'a@example.org', password: '12345678' };
  expect(parseWith(signInSchema, signIn).ok).toBe(true);
  expect(parseWith(signInSchema, { ...signIn, userId: alice }).ok).toBe(false);
  expect(parseWith(createAccountSchema, signIn).ok).toBe(false);
  const me = { userId: alice, name: 'Alice', handle: 'alice', address: 'a@example.org' };
  expect(parseWith(meSchema, { ...me, newer: 1 })).toEqual({ ok: true, value: me });
});
