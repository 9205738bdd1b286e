import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeRequest, type RawHeader, readRequestHead } from './request-head.ts';

const name = fc.oneof(
  fc.constantFrom('host', 'Host', 'content-length', 'transfer-encoding', 'cookie', '__proto__'),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const value = fc.oneof(
  fc.constantFrom('localhost', '127.0.0.1:8080', '[::1]', 'chunked', '5', '0', 'a, b', 'Ünï'),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
const head = fc.record({
  method: fc.oneof(
    fc.constantFrom('GET', 'POST', 'HEAD', 'TRACE', 'get', 'P T'),
    fc.string({ maxLength: 8 }),
  ),
  target: fc.oneof(fc.constantFrom('/', '/a?b', '//x', '/\\x', '*'), fc.string({ unit: 'binary' })),
  headers: fc.array(fc.tuple(name, value), { maxLength: 8 }),
});

test('any head is read or refused; what is read has one host, one framing, and makes a request', () => {
  fc.assert(
    fc.property(head, (raw) => {
      const read = readRequestHead(raw, true);
      if (!read.ok) return;
      const { url, body } = read.value;
      const host = raw.headers.filter(([key]) => key.toLowerCase() === 'host');
      expect(host).toHaveLength(1);
      expect(url.protocol).toBe('https:');
      expect(url.username + url.password).toBe('');
      expect(host[0]?.[1].toLowerCase()).toContain(url.hostname);
      expect(url.pathname.startsWith('/')).toBe(true);
      if (typeof body === 'number') expect(Number.isSafeInteger(body) && body > 0).toBe(true);
      expect(makeRequest(read.value, undefined, new AbortController().signal).url).toBe(url.href);
    }),
    { numRuns: 2000 },
  );
});

test.each(['0', '2130706433', '0x7f.1', '127.1', 'a@b', 'a/b', 'a b', 'a:b', '', 'ä'])(
  'a Host “%s” that is read as something else is refused',
  (host) => {
    const raw = { method: 'GET', target: '/', headers: [['Host', host]] as const };
    expect(readRequestHead(raw, false)).toEqual({ ok: false, code: 'malformed' });
  },
);

test('a good head is read with all its parts', () => {
  const headers: RawHeader[] = [
    ['Host', 'chat.example:8443'],
    ['Content-Length', '12'],
    ['X-Forwarded-For', '1.1.1.1'],
    ['x-forwarded-for', '2.2.2.2'],
  ];
  const read = readRequestHead({ method: 'POST', target: '/a/../b?c=d', headers }, true);
  if (!read.ok) throw new Error(read.code);
  expect(read.value.url.href).toBe('https://chat.example:8443/b?c=d');
  expect(read.value.body).toBe(12);
  expect(read.value.headers.get('x-forwarded-for')).toBe('1.1.1.1, 2.2.2.2');
});
