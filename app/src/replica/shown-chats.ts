/**
 * The chats on this tab's screen, and the one the node is told of: it then tells its receipts.
 * Invariant: a node hears only of chats that it has accepted.
 */
import type { ChatId } from '@jibber/schema/ids';

export type ShownChatsPorts = {
  /** Whether the node knows the chat. */
  isAccepted(chatId: ChatId): boolean;
  tell(chatId: ChatId | undefined): void;
};

export class ShownChats {
  readonly #ports: ShownChatsPorts;
  readonly #shown: ChatId[] = [];
  #told: ChatId | undefined;

  constructor(ports: ShownChatsPorts) {
    this.#ports = ports;
  }

  open(chatId: ChatId): void {
    this.#shown.push(chatId);
    this.tell();
  }

  close(chatId: ChatId): void {
    this.#shown.splice(this.#shown.lastIndexOf(chatId), 1);
    this.tell();
  }

  /** On a new connection. */
  tell(): void {
    this.#told = this.#present();
    this.#ports.tell(this.#told);
  }

  /** A chat may have been accepted since. */
  look(): void {
    const present = this.#present();
    if (present !== undefined && present !== this.#told) this.tell();
  }

  #present(): ChatId | undefined {
    const shown = this.#shown.at(-1);
    return shown !== undefined && this.#ports.isAccepted(shown) ? shown : undefined;
  }
}
