import { expect, test } from 'vitest';
import { translate } from './translate.ts';

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
