/**
 * What a handle looks like: two handles that a hurried reader could take for each other have the
 * same skeleton, which is unique among accounts.
 * Invariant: each character is written out by itself, so the skeleton of a skeleton is itself and
 * handles that look alike anywhere in the middle look alike as a whole (`vvv` is both `wv` and `vw`).
 */

/** Wide letters become the narrow ones they could be made of; `_` is hardly seen under a line. */
const looks: Readonly<Record<string, string>> = {
  _: '',
  '0': 'o',
  '1': 'l',
  i: 'l',
  m: 'rn',
  w: 'vv',
};

/** @param handle matching `handlePattern` of the account commands */
export function handleSkeleton(handle: string): string {
  return [...handle].map((character) => looks[character] ?? character).join('');
}
