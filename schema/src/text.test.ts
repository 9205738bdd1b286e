import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { utf8Bytes } from './claims.ts';
import { cpuMsOf } from './testkit/cpu-time.ts';
import { isBlank, repairText } from './text.ts';

test.each([
  ['a lone high surrogate', 'a\ud800b', 'a\ufffdb'],
  ['a lone low surrogate', '\udc00', '\ufffd'],
  ['line ends of other systems', 'a\r\nb\rc\nd', 'a\nb\nc\nd'],
  ['characters that nothing shows', 'a\u0000\u0007\u001b[31m\u007f\u009fb', 'a[31mb'],
  ['a tab, which stays', 'a\tb', 'a\tb'],
  ['joined emoji, which stay', '👩‍👩‍👧', '👩‍👩‍👧'],
  ['right-to-left marks, which stay', 'א\u200fב', 'א\u200fב'],
])('text is repaired: %s', (_, typed, repaired) => {
  expect(repairText(typed)).toBe(repaired);
});

test.each([
  '',
  ' ',
  '\n\t\u00a0\u3000\u2028',
  '\u200b\u200b',
  '\u2060\ufeff\u00ad',
  '\u3164\uffa0\u115f',
  '\u2800\u2800',
  '\ufe0f\u{e0061}',
  '\u202e \u2066',
])('nothing is seen of %j', (text) => {
  expect(isBlank(text)).toBe(true);
});

test.each(['.', ' a ', '\u200bx', '👍', '\u0301', '\ufffd', '❤️'])(
  'something is seen of %j',
  (text) => {
    expect(isBlank(text)).toBe(false);
  },
);

test('a repaired text stays as it is, and takes at most three bytes a unit, in JSON too', () => {
  const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 200 });
  fc.assert(
    fc.property(units, (codes) => {
      const text = repairText(String.fromCharCode(...codes));
      expect(repairText(text)).toBe(text);
      expect(text.isWellFormed()).toBe(true);
      expect(utf8Bytes(JSON.stringify(text))).toBeLessThanOrEqual(3 * text.length + 2);
    }),
  );
});

test('megabytes of white space are judged at once', () => {
  const text = ' \u200b'.repeat(1_000_000);
  expect(repairText(text)).toBe(text);
  expect(isBlank(text)).toBe(true);
  expect(cpuMsOf(() => [isBlank(text), repairText(text)], 3)).toBeLessThan(500);
});
