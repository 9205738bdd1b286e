/**
 * The words of the interface in the language that is set. Invariant: reading a word inside a
 * component follows a later change of the language; English is complete and always there.
 */
import { type ErrorCode, errors } from '@jibber/schema/errors';
import { createSignal } from 'solid-js';
import type { DateContext } from './dates.ts';
import { type EnglishKey, english } from './english.ts';
import { type ArgumentsOf, type Entry, translate } from './translate.ts';

type Language = {
  /** BCP 47 tag, the region of the reader's choice included where he has one: it decides dates. */
  readonly locale: string;
  readonly dictionary: Readonly<Partial<Record<EnglishKey, Entry>>>;
};

const [language] = createSignal<Language>({
  locale: chooseLocale('en', globalThis.navigator?.languages ?? []),
  dictionary: english,
});

/**
 * The sentence of a key, filled.
 * @param key a key of english.ts
 * @param parameters required exactly where the English text has placeholders
 */
export function t<Key extends EnglishKey>(
  key: Key,
  ...parameters: ArgumentsOf<(typeof english)[Key]>
): string {
  const { locale, dictionary } = language();
  return translate(locale, dictionary[key] ?? english[key], parameters[0]);
}

/** What a person reads about a code; errors.ts holds the English sentences. */
export function explainError(code: ErrorCode): string {
  return errors[code].sentence;
}

/** Language, zone and words for the functions of dates.ts. */
export function dateContext(): DateContext {
  return {
    locale: language().locale,
    todayWord: t('date.today'),
    yesterdayWord: t('date.yesterday'),
  };
}

/**
 * The reader's regional form of a language: who reads English and prefers "en-GB" sees 14:05.
 * @param base language of the dictionary
 * @param preferred the browser's languages, most wanted first
 */
export function chooseLocale(base: string, preferred: readonly string[]): string {
  return preferred.find((tag) => tag === base || tag.startsWith(`${base}-`)) ?? base;
}
