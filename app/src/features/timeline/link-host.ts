/**
 * Whether a link leads where it seems to. Invariant: pure, and in doubt it does not: what may pass for
 * another address is shown as plain text. After UTS #39 (one script per label, whole-script twins).
 */

/** Characters that show nothing, or turn the order of what is shown. */
const unseen = /[\p{Cf}\p{Cc}\p{Zl}\p{Zp}]/u;

/**
 * Latin as names are written in it, without the letters that pass for others (ı, ĸ, long s) and what
 * phonetic alphabets and clicks add, which looks like anything.
 */
const latin =
  '0-9a-z\\u00df-\\u0130\\u0132-\\u0137\\u0139-\\u017e\\u01a1\\u01b0\\u01cd-\\u01dc\\u0218-\\u021b\\u1e00-\\u1e99\\u1ea0-\\u1eff';

/** A label is written in one of these, and in nothing else. */
const scripts: readonly RegExp[] = [
  new RegExp(`^[-${latin}]+$`, 'u'),
  // Writing systems that are used with Latin letters between them, which look like none of theirs.
  /^[-0-9a-z\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+$/u,
  /^[-0-9a-z\p{Script=Han}\p{Script=Hangul}]+$/u,
  /^[-0-9a-z\p{Script=Han}\p{Script=Bopomofo}]+$/u,
  ...[
    'Arabic',
    'Armenian',
    'Bengali',
    'Cyrillic',
    'Devanagari',
    'Ethiopic',
    'Georgian',
    'Greek',
    'Gujarati',
    'Gurmukhi',
    'Hebrew',
    'Kannada',
    'Khmer',
    'Lao',
    'Malayalam',
    'Myanmar',
    'Sinhala',
    'Tamil',
    'Telugu',
    'Thai',
  ].map((script) => new RegExp(`^[-0-9\\p{Script=${script}}\\p{M}]+$`, 'u')),
];

/** Letters of other scripts that a hurried eye reads as Latin ones. */
const latinTwins = /^[-0-9авгекмнопрстухьѕіјѵѡҏһԁԍԛԝӏүԏαγικνορτυχωηօսոհցզյ]+$/u;

/**
 * @param shown the address as it stands in the text
 * @param url what it leads to
 */
export function leadsWhereItSeems(shown: string, url: URL): boolean {
  if (unseen.test(shown)) return false;
  // What stands before an "@" is read as the place one goes to.
  if (url.username !== '' || url.password !== '') return false;
  const host = shownHost(shown, url);
  if (!URL.canParse(`https://${host}`)) return false;
  if (url.hostname !== '' && new URL(`https://${host}`).hostname !== url.hostname) return false;
  return isPlain(host);
}

/** The part of an address that names where it leads, as it is shown, in lower case. */
function shownHost(shown: string, url: URL): string {
  const rest = shown.replace(/^[a-z][a-z0-9+.-]*:(\/\/)?/i, '').toLowerCase();
  if (url.protocol === 'mailto:') return rest.split('?')[0]?.split('@').at(-1) ?? '';
  return rest.split(/[/?#\\]/)[0]?.replace(/:\d*$/, '') ?? '';
}

function isPlain(host: string): boolean {
  const labels = host.split('.');
  const isLatinAtEnd = /^[a-z0-9-]*$/.test(labels.at(-1) ?? '');
  return labels.every(
    (label) =>
      label === '' ||
      (scripts.some((script) => script.test(label)) && !(isLatinAtEnd && isTwin(label))),
  );
}

/** A whole word of another script that reads as a Latin one, as Cyrillic "асе" does. */
function isTwin(label: string): boolean {
  return /[^\0-\u007f]/u.test(label) && latinTwins.test(label);
}
