/**
 * Turns an entry of a dictionary and its parameters into a sentence. Invariant: pure; the language
 * is in the arguments, so that the same call always reads the same.
 */

/** A sentence whose form depends on `{count}`; the keys are the CLDR plural categories. */
export type Plural = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & {
  readonly other: string;
};
export type Entry = string | Plural;

/** Names of the `{placeholders}` of a text. */
type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;
type NamesOf<Of extends Entry> = Of extends string
  ? NamesIn<Of>
  : Of extends { readonly other: infer Text extends string }
    ? NamesIn<Text> | 'count'
    : never;

export type Parameters = Readonly<Record<string, string | number>>;

/** No second argument for an entry without placeholders, all of them for one that has some. */
export type ArgumentsOf<Of extends Entry> = [NamesOf<Of>] extends [never]
  ? []
  : [parameters: Readonly<Record<NamesOf<Of>, string | number>>];

/**
 * Fills an entry.
 * @param locale BCP 47 tag of the language the entry is written in
 * @param entry the text, or its plural forms
 * @param parameters values of the placeholders; numbers are written as the language writes them,
 *   `count` chooses the plural form
 * @returns the sentence; a placeholder without a value stays as it is written
 */
export function translate(locale: string, entry: Entry, parameters: Parameters = {}): string {
  const text = typeof entry === 'string' ? entry : choosePlural(locale, entry, parameters.count);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (value === undefined) return whole;
    return typeof value === 'number' ? numberFormat(locale).format(value) : value;
  });
}

function choosePlural(locale: string, forms: Plural, count: string | number | undefined): string {
  if (typeof count !== 'number') return forms.other;
  return forms[pluralRules(locale).select(count)] ?? forms.other;
}

const numberFormats = new Map<string, Intl.NumberFormat>();
const pluralRuleSets = new Map<string, Intl.PluralRules>();

function numberFormat(locale: string): Intl.NumberFormat {
  return remember(numberFormats, locale, () => new Intl.NumberFormat(locale));
}

function pluralRules(locale: string): Intl.PluralRules {
  return remember(pluralRuleSets, locale, () => new Intl.PluralRules(locale));
}

/** Intl objects cost a tenth of a millisecond each to make, so each is made once. */
export function remember<Key, Value>(known: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}
