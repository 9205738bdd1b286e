import { describe, expect, test } from 'vitest';
import { makeCallerResolver, readForwarded } from './client-address.ts';

const plain = { address: '203.0.113.9', secure: false };
const proxy = { address: '10.0.0.1', secure: false };

describe('without a trusted proxy', () => {
  const resolve = makeCallerResolver([]);

  test('headers decide nothing: who connected is who asks', () => {
    const claims = { forwardedFor: '1.2.3.4', forwardedProto: 'https' };
    expect(resolve(claims, plain)).toEqual({ address: '203.0.113.9', isSecure: false });
    expect(resolve({ forwardedProto: 'http' }, { ...plain, secure: true }).isSecure).toBe(true);
  });

  test('a peer that is gone has no address and counts as one', () => {
    expect(resolve({}, { address: '', secure: false })).toEqual({ address: '', isSecure: false });
  });
});

describe('behind trusted proxies', () => {
  const resolve = makeCallerResolver(['10.0.0.0/8', '192.0.2.7', '2001:db8:1::/48']);
  const addressFor = (forwardedFor: string | undefined, peer = proxy) =>
    resolve({ forwardedFor }, peer).address;

  test('the client is who the proxy says connected to it', () => {
    expect(addressFor('198.51.100.4')).toBe('198.51.100.4');
  });

  test('what the client itself wrote before does not count', () => {
    expect(addressFor('127.0.0.1, 198.51.100.4')).toBe('198.51.100.4');
    expect(addressFor('10.0.0.5, 1.1.1.1,198.51.100.4')).toBe('198.51.100.4');
    expect(addressFor('rubbish, , 198.51.100.4')).toBe('198.51.100.4');
  });

  test('several proxies in a row are passed over, but nobody beyond the first stranger', () => {
    expect(addressFor('198.51.100.4, 192.0.2.7, 10.3.3.3')).toBe('198.51.100.4');
    expect(addressFor('1.1.1.1, 198.51.100.4, 192.0.2.7, 10.3.3.3')).toBe('198.51.100.4');
  });

  test('a stranger cannot name a trusted proxy to hide behind', () => {
    // He is at 203.0.113.9 and connects to us directly.
    expect(addressFor('10.0.0.1', plain)).toBe('203.0.113.9');
  });

  test('what is no address ends the list', () => {
    expect(addressFor('198.51.100.4, unknown')).toBe('10.0.0.1');
    expect(addressFor('198.51.100.4, unknown, 10.9.9.9')).toBe('10.9.9.9');
    expect(addressFor('')).toBe('10.0.0.1');
    expect(addressFor(undefined)).toBe('10.0.0.1');
  });

  test('a list of proxies alone was begun by the first of them', () => {
    expect(addressFor('10.2.2.2, 10.3.3.3')).toBe('10.2.2.2');
  });

  test.each([
    ['198.51.100.4:5678', '198.51.100.4'],
    ['::ffff:198.51.100.4', '198.51.100.4'],
    ['[2001:db8:2:3:4:5:6:7]:443', '2001:db8:2:3::/64'],
    ['2001:DB8:2:3::1', '2001:db8:2:3::/64'],
    ['2001:db8:2::1', '2001:db8:2:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('%s is counted as %s', (written, counted) => {
    expect(addressFor(written)).toBe(counted);
  });

  test('ranges of IPv6 are trusted too', () => {
    const peer = { address: '2001:db8:1::9', secure: false };
    expect(addressFor('198.51.100.4', peer)).toBe('198.51.100.4');
    expect(addressFor('198.51.100.4', { ...peer, address: '2001:db8:2::9' })).toBe(
      '2001:db8:2:0::/64',
    );
  });

  test('addresses of one /64 count as one, those of two do not', () => {
    const first = addressFor('2001:db8:2:3::1');
    expect(addressFor('2001:db8:2:3:ffff:ffff:ffff:ffff')).toBe(first);
    expect(addressFor('2001:db8:2:4::1')).not.toBe(first);
  });

  test.each([
    ['https', false, true],
    ['HTTPS', false, true],
    ['http', true, false],
    ['https, https', false, true],
    ['https, http', false, false],
    ['http, https', false, false],
    ['', true, false],
    [undefined, true, true],
    [undefined, false, false],
  ])('X-Forwarded-Proto %s over a connection with TLS %s is secure: %s', (proto, secure, is) => {
    expect(resolve({ forwardedProto: proto }, { ...proxy, secure }).isSecure).toBe(is);
  });
});

test('of a request all values of repeated headers are read', () => {
  const request = new Request('http://localhost/');
  request.headers.append('x-forwarded-for', '1.1.1.1');
  request.headers.append('x-forwarded-for', '198.51.100.4');
  request.headers.append('x-forwarded-proto', 'https');
  const resolve = makeCallerResolver(['10.0.0.1']);
  expect(resolve(readForwarded(request), proxy)).toEqual({
    address: '198.51.100.4',
    isSecure: true,
  });
  expect(readForwarded(new Request('http://localhost/')).forwardedFor).toBeUndefined();
});

test.each(['10.0.0.0/33', '1.2.3', '2001:db8::/129', 'proxy'])(
  '%s is refused at the start, with a sentence',
  (text) => {
    expect(() => makeCallerResolver([text])).toThrow(
      `TRUSTED_PROXY names ${text}, which is no IP address or range.`,
    );
  },
);
