import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { frameFixtures, upTypes } from '../testkit/frame-examples.ts';
import { decodeDown, decodeUp, encodeFrame } from './codec.ts';
import { isSpoken, protocolVersion } from './version.ts';

const folder = new URL('fixtures/', import.meta.url);
const fixtures = frameFixtures.map((fixture) => [fixture.name, fixture] as const);

/** SHA-256 over the files of a version in the order of their names: a line is added per version. */
const digests: Readonly<Record<number, string>> = {
  1: '17af471da60dc4f0b797ca4b98f4a23f8ee8573f68d368380b7ea8f035579a8e',
  2: '69da72fda9269f6ff74bef1a48e7e1dcebf5e172759a43c2fc0d5b2c7e844696',
};

function goldenBytes(file: string): Uint8Array {
  return Uint8Array.from(Buffer.from(readFileSync(new URL(file, folder), 'utf8').trim(), 'hex'));
}

function filesOf(version: number): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(`-${version}.hex`))
    .sort();
}

test.each(fixtures)('V3: %s is written as the golden bytes of this version', (name, { frame }) => {
  const golden = goldenBytes(`${name}-${protocolVersion.current}.hex`);
  expect(Buffer.from(encodeFrame(frame)).toString('hex')).toBe(Buffer.from(golden).toString('hex'));
});

test.each(fixtures)(
  'V3: %s is read from the golden bytes of every version still spoken',
  (name, { frame, since }) => {
    const decode = upTypes.has(frame.type) ? decodeUp : decodeDown;
    for (let version = since; version <= protocolVersion.current; version += 1) {
      if (!isSpoken(version)) continue;
      expect(decode(goldenBytes(`${name}-${version}.hex`))).toEqual({ ok: true, value: [frame] });
    }
  },
);

test('V3: golden bytes of a version never change, and every version has them', () => {
  const found: Record<number, string> = {};
  for (let version = 1; version <= protocolVersion.current; version += 1) {
    const hash = createHash('sha256');
    const files = filesOf(version);
    for (const file of files)
      hash.update(`${file}\n${readFileSync(new URL(file, folder), 'utf8')}`);
    found[version] = hash.digest('hex');
    expect(files).toHaveLength(frameFixtures.filter(({ since }) => since <= version).length);
  }
  expect(found).toEqual(digests);
});

test('V1: the floor is a version that was, and not above the current one', () => {
  expect(protocolVersion.floor).toBeGreaterThanOrEqual(1);
  expect(protocolVersion.floor).toBeLessThanOrEqual(protocolVersion.current);
  expect(isSpoken(protocolVersion.current)).toBe(true);
  expect(isSpoken(protocolVersion.floor - 1)).toBe(false);
  expect(isSpoken(protocolVersion.current + 1)).toBe(false);
});
