import { expect, test } from 'vitest';
import { makeOriginCheck } from './same-origin.ts';

const isOurs = makeOriginCheck(['https://chat.example']);
const loopback = { host: 'localhost:8080', fetchSite: undefined, isSecure: false };

test.each([
  ['the page’s own', 'http://localhost:8080', loopback],
  ['a public one', 'https://chat.example', loopback],
  ['the own host over TLS', 'https://node.lan', { ...loopback, host: 'Node.lan', isSecure: true }],
  ['a host with the usual port', 'http://node', { ...loopback, host: 'node:80' }],
  ['a numeric host', 'http://[::1]:8080', { ...loopback, host: '[::1]:8080' }],
  [
    'one the browser vouches for',
    'http://localhost:8080',
    { ...loopback, fetchSite: 'same-origin' },
  ],
])('%s is ours', (_name, origin, claims) => {
  expect(isOurs({ ...claims, origin })).toBe(true);
});

test.each([
  ['a foreign one', 'https://mallory.example'],
  ['null, as from a sandbox', 'null'],
  ['none', undefined],
  ['an empty one', ''],
  ['a sub-domain', 'https://evil.chat.example'],
  ['the parent domain', 'https://example'],
  ['one with ours as beginning', 'https://chat.example.mallory.example'],
  ['one with ours as end', 'https://mallorychat.example'],
  ['ours on another port', 'https://chat.example:8443'],
  ['ours without TLS', 'http://chat.example'],
  ['ours with a path', 'https://chat.example/'],
  ['ours in capitals', 'HTTPS://CHAT.EXAMPLE'],
  ['the host on another port', 'http://localhost:8081'],
  ['the host over TLS', 'https://localhost:8080'],
  ['two in one', 'https://chat.example, https://mallory.example'],
])('%s is another site', (_name, origin) => {
  expect(isOurs({ ...loopback, origin })).toBe(false);
});

test.each(['cross-site', 'same-site', 'none', ''])(
  'a request that the browser calls "%s" is refused even with our origin',
  (fetchSite) => {
    expect(isOurs({ ...loopback, origin: 'http://localhost:8080', fetchSite })).toBe(false);
  },
);

test.each(['localhost:8080@mallory.example', 'localhost:8080/..', 'localhost:99999', ''])(
  'the host "%s" makes no origin ours',
  (host) => {
    for (const origin of ['http://localhost:8080', 'http://mallory.example', 'null']) {
      expect(isOurs({ ...loopback, host, origin })).toBe(false);
    }
  },
);
