/**
 * The words of the interface in the language that is set. Invariant: reading a word inside a
 * component follows a later change of the language; English is complete and always there.
 */
import { createSignal } from 'solid-js';
import type { DateContext } from './dates.ts';
import { english } from './english.ts';
import { type ArgumentsOf, type Entry, translate } from './translate.ts';

type Dictionary = Readonly<Record<string, Entry>>;

type Language = {
  /** BCP 47 tag, the region of the reader's choice included where he has one: it decides dates. */
  readonly locale: string;
  /** Of all dictionaries; empty for English, which each brings along. */
  readonly dictionary: Dictionary;
};

const [language] = createSignal<Language>({
  locale: chooseLocale('en', globalThis.navigator?.languages ?? []),
  dictionary: {},
});

/** The sentence of a key, filled; parameters exactly where the English text has placeholders. */
export type Words<English extends Dictionary> = <Key extends keyof English & string>(
  key: Key,
  ...parameters: ArgumentsOf<English[Key]>
) => string;

/**
 * Words of one dictionary, typed by its English.
 * @param own English texts by key
 */
export function makeWords<const English extends Dictionary>(own: English): Words<English> {
  return (key, ...parameters) => {
    const { locale, dictionary } = language();
    return translate(locale, dictionary[key] ?? own[key] ?? key, parameters[0]);
  };
}

/** Words of the first screen. */
export const t = makeWords(english);

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
