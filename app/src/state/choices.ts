/**
 * Small choices of this device, as theme and width of the list. Invariant: a choice that cannot be
 * kept, because the disk is full, holds for the visit all the same.
 */

/** The part of `localStorage` that is needed. */
export type ChoiceStorage = Pick<Storage, 'getItem' | 'setItem'>;

export function keepChoice(storage: ChoiceStorage, key: string, value: string): void {
  try {
    storage.setItem(key, value);
  } catch (cause) {
    console.info(`The choice of ${key} holds until this page is closed.`, cause);
  }
}
