import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isJsonRecord, parseJson, utf8Bytes } from './claims.ts';
import { limits } from './limits.ts';

const encoder = new TextEncoder();

test('size is what the platform encodes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(utf8Bytes(text)).toBe(encoder.encode(text).length);
    }),
  );
  const units = fc.array(fc.integer({ min: 0xd700, max: 0xe100 }));
  fc.assert(
    fc.property(units, (codes) => {
      const text = String.fromCharCode(...codes);
      expect(utf8Bytes(text)).toBe(encoder.encode(text).length);
    }),
  );
});

test('any text gives a value or a code', () => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '"',
    '\\',
    ':',
    ',',
    '1e400',
    '-0',
    '__proto__',
    'é',
  );
  const almostJson = fc.array(pieces, { maxLength: 40 }).map((list) => list.join(''));
  fc.assert(
    fc.property(fc.oneof(almostJson, fc.json(), fc.string({ unit: 'binary' })), (text) => {
      const read = parseJson(text, 60);
      if (!read.ok) expect(['malformed', 'too-big']).toContain(read.code);
    }),
    { numRuns: 500 },
  );
});

test('shallow JSON is read as the platform reads it', () => {
  const shallow = fc.json({ maxDepth: limits.jsonDepth - 1 });
  fc.assert(
    fc.property(shallow, (text) => {
      fc.pre(!text.includes('__proto__'));
      expect(parseJson(text, 1_000_000)).toEqual({ ok: true, value: JSON.parse(text) });
    }),
  );
});

test('any value is told to be an object of JSON or not', () => {
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withTypedArray: true }), (value) => {
      if (!isJsonRecord(value)) return;
      expect(JSON.parse(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify({ ...value })));
      expect(Object.values(value)).not.toContain(undefined);
    }),
  );
});
