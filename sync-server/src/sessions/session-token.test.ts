import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeToken, sessionIdOf } from './session-token.ts';

test('a token holds 160 bits, and its id is its SHA-256', () => {
  const token = makeToken((sizeBytes) => {
    expect(sizeBytes * 8).toBe(160);
    return randomBytes(sizeBytes);
  });
  expect(sessionIdOf(token)).toBe(createHash('sha256').update(token).digest('hex'));
});

test.each(['', 'session', 'A'.repeat(32), 'a'.repeat(33), 'a'.repeat(31), '1'.repeat(32)])(
  'the text "%s" was never a token',
  (text) => {
    expect(sessionIdOf(text)).toBeUndefined();
  },
);
