import { expect, test } from 'vitest';
import { chooseLocale, makeWords } from './words.ts';

test('the reader’s regional form of the language decides how times are written', () => {
  expect(chooseLocale('en', ['de-AT', 'en-GB', 'en-US'])).toBe('en-GB');
  expect(chooseLocale('en', ['de-AT'])).toBe('en');
  expect(chooseLocale('en', ['enm', 'en'])).toBe('en');
});

test('words are filled from their own dictionary', () => {
  const t = makeWords({ greeting: 'Hello {name}', count: { one: 'one', other: '{count}' } });
  expect(t('greeting', { name: 'Alice' })).toBe('Hello Alice');
  expect(t('count', { count: 3 })).toBe('3');
});
