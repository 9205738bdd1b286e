/** Records sorted by key as IndexedDB sorts them: numbers before strings, part by part. */
import type { KeyPart, KeyRange } from '../local-database.ts';

export type Stored<Kept> = { readonly key: readonly KeyPart[]; readonly record: Kept };

export class SortedTable<Kept> {
  readonly #sorted: Stored<Kept>[] = [];

  get(key: readonly KeyPart[]): Stored<Kept> | undefined {
    const stored = this.#sorted[this.#firstFrom(key)];
    return stored !== undefined && compareKeys(stored.key, key) === 0 ? stored : undefined;
  }

  put(stored: Stored<Kept>): void {
    const at = this.#firstFrom(stored.key);
    const there = this.#sorted[at];
    const replaces = there !== undefined && compareKeys(there.key, stored.key) === 0;
    this.#sorted.splice(at, replaces ? 1 : 0, stored);
  }

  delete(key: readonly KeyPart[]): void {
    const at = this.#firstFrom(key);
    const there = this.#sorted[at];
    if (there !== undefined && compareKeys(there.key, key) === 0) this.#sorted.splice(at, 1);
  }

  range(range: KeyRange | undefined): Stored<Kept>[] {
    const prefix = range?.prefix ?? [];
    const found: Stored<Kept>[] = [];
    for (let at = this.#firstFrom(prefix); at < this.#sorted.length; at += 1) {
      const stored = this.#sorted[at];
      if (stored === undefined || !startsWith(stored.key, prefix)) break;
      if (isWithin(stored.key[prefix.length], range)) found.push(stored);
    }
    return found;
  }

  #firstFrom(key: readonly KeyPart[]): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const stored = this.#sorted[middle];
      if (stored !== undefined && compareKeys(stored.key, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function isWithin(part: KeyPart | undefined, range: KeyRange | undefined): boolean {
  if (range?.above !== undefined && !(typeof part === 'number' && part > range.above)) return false;
  return range?.upTo === undefined || (typeof part === 'number' && part <= range.upTo);
}

function startsWith(key: readonly KeyPart[], prefix: readonly KeyPart[]): boolean {
  return prefix.every((part, index) => key[index] === part);
}

function compareKeys(one: readonly KeyPart[], other: readonly KeyPart[]): number {
  for (let index = 0; index < one.length && index < other.length; index += 1) {
    const a = one[index];
    const b = other[index];
    if (a === b) continue;
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    if (typeof a === 'number') return -1;
    if (typeof b === 'number') return 1;
    return (a ?? '') < (b ?? '') ? -1 : 1;
  }
  return one.length - other.length;
}
