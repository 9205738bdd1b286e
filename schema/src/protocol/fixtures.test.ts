import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { frameExamples, upTypes } from '../testkit/frame-examples.ts';
import { decodeDown, decodeUp, encodeFrame } from './codec.ts';
import { isSpoken, protocolVersion } from './version.ts';

const folder = new URL('fixtures/', import.meta.url);
const types = Object.values(frameExamples).map((frame) => [frame.type, frame] as const);

/** SHA-256 over the files of a version in the order of their names: a line is added per version. */
const digests: Readonly<Record<number, string>> = {
  1: '17af471da60dc4f0b797ca4b98f4a23f8ee8573f68d368380b7ea8f035579a8e',
};

function goldenBytes(file: string): Uint8Array {
  return Uint8Array.from(Buffer.from(readFileSync(new URL(file, folder), 'utf8').trim(), 'hex'));
}

function filesOf(version: number): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(`-${version}.hex`))
    .sort();
}

test.each(types)('V3: %s is written as the golden bytes of this version', (type, frame) => {
  const golden = goldenBytes(`${type}-${protocolVersion.current}.hex`);
  expect(Buffer.from(encodeFrame(frame)).toString('hex')).toBe(Buffer.from(golden).toString('hex'));
});

test.each(types)(
  'V3: %s is read from the golden bytes of every version still spoken',
  (type, frame) => {
    for (const file of readdirSync(folder).filter((name) => name.startsWith(`${type}-`))) {
      const version = Number(/-(\d+)\.hex$/.exec(file)?.[1]);
      if (!isSpoken(version)) continue;
      const decode = upTypes.has(type) ? decodeUp : decodeDown;
      expect(decode(goldenBytes(file))).toEqual({ ok: true, value: [frame] });
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
    expect(files).toHaveLength(types.length);
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
