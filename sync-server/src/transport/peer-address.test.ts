import { expect, test } from 'vitest';
import { canonicalAddress } from './peer-address.ts';

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['::ffff:127.0.0.1', '127.0.0.1'],
  ['::FFFF:7f00:1', '127.0.0.1'],
  ['0000:0000:0000:0000:0000:ffff:c0a8:0102', '192.168.1.2'],
  ['0000:0000:0000:0000:0000:0000:0000:0001', '::1'],
  ['2001:0DB8:0000:0000:0001:0000:0000:0001', '2001:db8::1:0:0:1'],
  ['[2001:db8::1]', '2001:db8::1'],
  ['fe80::1%eth0', 'fe80::1'],
])('%s is written %s', (text, canonical) => {
  expect(canonicalAddress(text)).toBe(canonical);
});

test.each(['', 'localhost', '1.2.3', '1.2.3.4.5', '1.2.3.4:80', '127.1', '::1::', 'unknown'])(
  '“%s” is no address',
  (text) => {
    expect(canonicalAddress(text)).toBeUndefined();
  },
);
