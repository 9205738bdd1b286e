import { randomBytes } from 'node:crypto';
import { userId } from '@jibber/schema/ids';
import { expect, test } from 'vitest';
import { makeKnownDevices } from './known-devices.ts';

const alice = userId('01890000-0000-7000-8000-00000000000a');
const mallory = userId('01890000-0000-7000-8000-00000000000f');
const secret = randomBytes(32);
const devices = makeKnownDevices(secret, randomBytes);

test('a device is recognised for the account it was marked for, by every node', () => {
  const mark = devices.mark(alice);
  const recognised = devices.recognise(mark, alice);
  expect(recognised).toMatch(/^[a-z2-7]{26}$/);
  expect(makeKnownDevices(secret, randomBytes).recognise(mark, alice)).toBe(recognised);
});

test('two devices of one account are told apart', () => {
  const one = devices.recognise(devices.mark(alice), alice);
  expect(devices.recognise(devices.mark(alice), alice)).not.toBe(one);
});

test('a mark of Mallory’s own account is none for Alice’s', () => {
  expect(devices.recognise(devices.mark(mallory), alice)).toBeUndefined();
});

test('a mark that was changed, cut, or made with another secret is none', () => {
  const mark = devices.mark(alice);
  const changed = `${mark.startsWith('a') ? 'b' : 'a'}${mark.slice(1)}`;
  const foreign = makeKnownDevices(randomBytes(32), randomBytes).mark(alice);
  for (const claim of [changed, mark.slice(0, -1), foreign, '', 'x.y', undefined]) {
    expect(devices.recognise(claim, alice)).toBeUndefined();
  }
});
