import { expect, test } from 'vitest';
import { formatCopied } from './copied-text.ts';

test('one message is copied as its text alone', () => {
  expect(formatCopied([{ author: 'Alice', time: '14:02', text: 'Hello' }])).toBe('Hello');
});

test('several are copied with times and names', () => {
  expect(
    formatCopied([
      { author: 'Alice', time: '14:02', text: 'Hello' },
      { author: 'Bob', time: '14:03', text: 'Two\nlines' },
    ]),
  ).toBe('[14:02] Alice: Hello\n[14:03] Bob: Two\nlines');
});

test('nothing selected copies nothing', () => {
  expect(formatCopied([])).toBe('');
});
