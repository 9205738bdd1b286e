import { expect, test } from 'vitest';
import { formatCookie, formatForgotten, readCookie } from './cookies.ts';

const cookie = { name: 'session', value: 'abc', maxAgeSeconds: 60 } as const;

test('over TLS the cookie is bound to this host', () => {
  expect(formatCookie(cookie, true)).toBe(
    '__Host-session=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure',
  );
});

test('on plain loopback it has no prefix, which browsers would refuse', () => {
  expect(formatCookie(cookie, false)).toBe(
    'session=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax',
  );
});

test('a cookie is found among others, and one whose name only ends alike is not taken for it', () => {
  const header = 'xsession=1; theme=dark;session=abc ; __Host-session=def';
  expect(readCookie(header, 'session', false)).toBe('abc');
  expect(readCookie(header, 'session', true)).toBe('def');
  expect(readCookie(header, 'device', true)).toBeUndefined();
  expect(readCookie(undefined, 'session', true)).toBeUndefined();
});

test('over TLS a cookie without the prefix, which a sub-domain could have set, is not read', () => {
  expect(readCookie('session=abc', 'session', true)).toBeUndefined();
});

test('a forgotten cookie has no value and no time left', () => {
  expect(formatForgotten('session', true)).toMatch(/^__Host-session=; Path=\/; Max-Age=0; /);
});
