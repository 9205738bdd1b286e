import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitLinks } from './links.ts';

const fragment = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.webUrl(),
  fc.emailAddress(),
  fc.constantFrom(
    'javascript:',
    'https://',
    '://',
    'data:',
    'mailto:',
    '@',
    '<a href=x>',
    '\u202e',
    '. ',
  ),
);
const text = fc.array(fragment, { maxLength: 8 }).map((parts) => parts.join(' '));

test('whatever is written, the parts joined are the text and every link is harmless', () => {
  fc.assert(
    fc.property(text, (written) => {
      const parts = splitLinks(written);
      expect(parts.map((part) => part.text).join('')).toBe(written);
      for (const part of parts) {
        if (part.kind === 'link')
          expect(['http:', 'https:', 'mailto:']).toContain(new URL(part.href).protocol);
      }
    }),
  );
});
