import { expect, test } from 'vitest';
import { formatTitle } from './page-title.ts';

test('without anything unread the title says where one is', () => {
  expect(formatTitle(undefined, 0)).toBe('Jibber');
  expect(formatTitle('Anouk Okafor', 0)).toBe('Anouk Okafor – Jibber');
});

test('unread messages come first, where a narrow tab still shows them', () => {
  expect(formatTitle(undefined, 3)).toBe('(3) Jibber');
  expect(formatTitle('Anouk Okafor', 12)).toBe('(12) Jibber');
});
