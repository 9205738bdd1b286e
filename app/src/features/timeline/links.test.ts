import { expect, test } from 'vitest';
import { splitLinks } from './links.ts';

function links(text: string): string[] {
  return splitLinks(text).flatMap((part) =>
    part.kind === 'link' ? [`${part.text} → ${part.href}`] : [],
  );
}

test.each([
  [
    'see https://example.org/a?b=c#d.',
    ['https://example.org/a?b=c#d → https://example.org/a?b=c#d'],
  ],
  ['example.org is open', ['example.org → https://example.org/']],
  ['http://example.org', ['http://example.org → http://example.org/']],
  ['write to ann@example.org', ['ann@example.org → mailto:ann@example.org']],
  ['(https://example.org/x_(y))', ['https://example.org/x_(y) → https://example.org/x_(y)']],
  ['二つ https://例え.テスト です', ['https://例え.テスト → https://xn--r8jz45g.xn--zckzah/']],
  ['meet at 14.30, room 3.2', []],
  ['no address here', []],
])('in “%s” the links are %j', (text, expected) => {
  expect(links(text)).toEqual(expected);
});

test.each([
  'javascript:alert(1)',
  'JavaScript://example.org/%0aalert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)',
  'file:///etc/passwd',
  'blob:https://example.org/1',
])('“%s” never becomes a link of its own scheme', (text) => {
  for (const part of splitLinks(text)) {
    if (part.kind === 'link') expect(part.href).toMatch(/^(https?|mailto):/);
  }
});
