/** How many uploads are read at once. Invariant: one account never holds all of the slots. */
export class UploadSlots {
  readonly #total: number;
  readonly #perAccount: number;
  readonly #held = new Map<string, number>();
  #count = 0;

  constructor(total: number, perAccount: number) {
    this.#total = total;
    this.#perAccount = perAccount;
  }

  /** Gives back what is called once, when the upload is over; undefined: no slot is free. */
  take(account: string): (() => void) | undefined {
    const held = this.#held.get(account) ?? 0;
    if (this.#count >= this.#total || held >= this.#perAccount) return undefined;
    this.#count += 1;
    this.#held.set(account, held + 1);
    return () => {
      this.#count -= 1;
      const left = (this.#held.get(account) ?? 1) - 1;
      if (left === 0) this.#held.delete(account);
      else this.#held.set(account, left);
    };
  }
}
