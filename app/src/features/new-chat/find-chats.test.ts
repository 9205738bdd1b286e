import { expect, test } from 'vitest';
import { matchesTitle } from './find-chats.ts';

test.each([
  ['Anouk Okafor', 'oka'],
  ['Anouk Okafor', 'an ok'],
  ['Tomasz Kowalczyk-Lindqvist', 'lind'],
  ['Zoë Müller', 'zoe mu'],
  ['山田太郎', '山'],
  ['Notes to self', ''],
])('“%s” is found by “%s”', (title, query) => {
  expect(matchesTitle(title, query)).toBe(true);
});

test.each([
  ['Anouk Okafor', 'kafor'],
  ['Anouk Okafor', 'anouk b'],
])('“%s” is not found by “%s”', (title, query) => {
  expect(matchesTitle(title, query)).toBe(false);
});
