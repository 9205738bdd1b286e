/**
 * What a device sends before the node knows whose it is. Invariant: never more than so many messages
 * and bytes; whoever sends more has not waited for a word of the node.
 */
export class EarlyMessages {
  readonly #maxMessages: number;
  readonly #maxBytes: number;
  #messages: Uint8Array[] = [];
  #bytes = 0;

  constructor(maxMessages: number, maxBytes: number) {
    this.#maxMessages = maxMessages;
    this.#maxBytes = maxBytes;
  }

  /** False where it does not fit; then it is not kept. */
  add(message: Uint8Array): boolean {
    const bytes = this.#bytes + message.byteLength;
    if (this.#messages.length >= this.#maxMessages || bytes > this.#maxBytes) return false;
    this.#messages.push(message);
    this.#bytes = bytes;
    return true;
  }

  /** All of them in order, to be handed on; none is kept. */
  take(): readonly Uint8Array[] {
    const messages = this.#messages;
    this.#messages = [];
    this.#bytes = 0;
    return messages;
  }
}
