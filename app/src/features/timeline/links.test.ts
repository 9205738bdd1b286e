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

test.each([
  ['a letter of another script', 'https://p\u0430ypal.com/login'],
  ['a whole word of another script', 'https://\u0430\u0440\u0440\u04cf\u0435.com'],
  ['Greek among Latin', 'http://g\u03bfogle.com'],
  ['a phonetic letter', 'https://\u0261oogle.com'],
  ['a letter without its dot', 'https://g\u0131thub.com'],
  ['a long s that reads as f', 'https://\u017facebook.com'],
  ['a click that reads as l', 'https://paypa\u01c0.com'],
  ['a letter that reads as p', 'https://\u01bfaypal.com'],
  ['wide letters', 'https://\uff47\uff4f\uff4f\uff47\uff4c\uff45.com'],
  ['a slash that is none', 'https://bank.example\u2215login.evil.example'],
  ['a name before the host', 'https://bank.example@evil.example/'],
  ['a word turned around', 'https://evil.example/\u202egpj.exe'],
  ['a character nobody sees', 'https://ban\u200bk.example'],
  ['mail to a twin', 'mailto:help@p\u0430ypal.com'],
])('%s makes no link: “%s”', (_, text) => {
  for (const part of splitLinks(text)) {
    if (part.kind === 'link') expect(part.text).not.toMatch(/[^\0-\x7f]|bank\.example@/);
  }
  expect(links(text).filter((link) => /xn--|evil\.example\/?$/.test(link))).toEqual([]);
});

test.each([
  'https://müller.de/',
  'https://đường.vn/',
  'https://țară.ro/',
  'https://пример.рф/',
  'https://яндекс.com/',
  'https://παράδειγμα.gr',
  'https://日本語.jp',
  'https://한국.kr',
  'https://مثال.مصر',
  'https://EXAMPLE.org:8443/a?b#c',
  'https://xn--e1afmkfd.com/',
])('“%s” is a link', (text) => {
  expect(links(text)).toHaveLength(1);
});
