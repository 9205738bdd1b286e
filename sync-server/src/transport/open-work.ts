/** What is under way on a transport: kept to be ended, and waited for, when it closes. */
export class OpenWork<Item> {
  readonly #items = new Set<Item>();
  #onEmpty: (() => void) | undefined;

  add(item: Item): void {
    this.#items.add(item);
  }

  delete(item: Item): void {
    this.#items.delete(item);
    if (this.#items.size === 0) this.#onEmpty?.();
  }

  /** A copy: items may leave while it is walked. */
  all(): readonly Item[] {
    return [...this.#items];
  }

  /** Resolves when nothing is under way, or after `withinMs`. One caller at a time. */
  async whenEmpty(withinMs: number): Promise<void> {
    if (this.#items.size === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.#onEmpty = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#onEmpty = undefined;
  }
}
