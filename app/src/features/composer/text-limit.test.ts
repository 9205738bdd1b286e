import { limits } from '@jibber/schema/limits';
import { expect, test } from 'vitest';
import { cleanText, measureRoom } from './text-limit.ts';

test('the count appears near the limit and the limit itself still fits', () => {
  expect(measureRoom('x'.repeat(limits.textUnits - 201))).toEqual({ state: 'fits' });
  expect(measureRoom('x'.repeat(limits.textUnits - 200))).toEqual({ state: 'near', left: 200 });
  expect(measureRoom('x'.repeat(limits.textUnits))).toEqual({ state: 'near', left: 0 });
  expect(measureRoom('x'.repeat(limits.textUnits + 1))).toEqual({ state: 'over', by: 1 });
});

test('an emoji counts as the units it takes', () => {
  expect(measureRoom('🙂'.repeat(limits.textUnits / 2 + 1))).toEqual({ state: 'over', by: 2 });
});

test('white space alone is nothing to send, and half a character is repaired', () => {
  expect(measureRoom(cleanText(' \n\t '))).toEqual({ state: 'empty' });
  expect(cleanText('a\ud83d ')).toBe('a\ufffd');
});
