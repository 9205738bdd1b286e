/** Something a test waits for and then gives by hand. */
export class Signal {
  readonly given: Promise<void>;
  #give: () => void = () => undefined;

  constructor() {
    this.given = new Promise((resolve) => {
      this.#give = resolve;
    });
  }

  give(): void {
    this.#give();
  }
}
