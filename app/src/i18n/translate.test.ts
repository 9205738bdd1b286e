import { expect, test } from 'vitest';
import { english } from './english.ts';
import { englishAccount } from './english-account.ts';
import { englishChat } from './english-chat.ts';
import { type Entry, translate } from './translate.ts';

test('a placeholder takes its value, and its value is not read again', () => {
  expect(translate('en', 'Sign in as {name}', { name: 'Alice {count}', count: 3 })).toBe(
    'Sign in as Alice {count}',
  );
});

test('the plural form follows the rules of the language', () => {
  const forms = { one: '{count} message', other: '{count} messages' };
  expect(translate('en', forms, { count: 1 })).toBe('1 message');
  expect(translate('en', forms, { count: 0 })).toBe('0 messages');
  const arabic = { two: 'رسالتان', other: '{count} رسالة' };
  expect(translate('ar', arabic, { count: 2 })).toBe('رسالتان');
});

test('numbers are written as the language writes them', () => {
  expect(translate('de', '{count} Zeichen', { count: 4096 })).toBe('4.096 Zeichen');
});

test('an inherited property is no value of a placeholder', () => {
  expect(translate('en', '{constructor}', {})).toBe('{constructor}');
});

const dictionaries = [english, englishAccount, englishChat];

test('no key stands in two dictionaries', () => {
  const keys = dictionaries.flatMap((dictionary) => Object.keys(dictionary));
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
});

test('no English sentence blames, shouts or is empty', () => {
  const texts = dictionaries.flatMap((dictionary) =>
    Object.values<Entry>(dictionary).flatMap((entry) =>
      typeof entry === 'string' ? [entry] : Object.values(entry),
    ),
  );
  expect(texts.filter((text) => text.trim() === '' || /!|oops|invalid/i.test(text))).toEqual([]);
});
