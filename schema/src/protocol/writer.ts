/**
 * Writes the bytes of a frame; the mirror of `reader.ts`. Invariant: what it wrote can be read; a
 * number or count that no reader takes is a broken assumption of the caller and throws.
 */
import * as encoding from 'lib0/encoding';
import {
  accountScope,
  type ChatId,
  chatIdToBytes,
  type EntryId,
  type HistoryId,
  type Scope,
  type UserId,
  uuidToBytes,
} from '../ids.ts';

/** `a`, where a chat begins with `d` or `g`. */
export const accountByte = 0x61;

export class Writer {
  readonly #encoder = encoding.createEncoder();

  byte(value: number): void {
    encoding.writeUint8(this.#encoder, value);
  }

  uint(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new Error(`not an integer: ${value}`);
    encoding.writeVarUint(this.#encoder, value);
  }

  /** A number of things to follow, at most `max`. */
  count(count: number, max: number): void {
    if (count > max) throw new Error(`${count} of at most ${max} in a frame`);
    this.uint(count);
  }

  raw(bytes: Uint8Array): void {
    encoding.writeUint8Array(this.#encoder, bytes);
  }

  bytes(bytes: Uint8Array): void {
    encoding.writeVarUint8Array(this.#encoder, bytes);
  }

  text(text: string): void {
    encoding.writeVarString(this.#encoder, text);
  }

  flag(value: boolean): void {
    encoding.writeUint8(this.#encoder, value ? 1 : 0);
  }

  uuid(id: UserId | EntryId | HistoryId): void {
    this.raw(uuidToBytes(id));
  }

  chatId(id: ChatId): void {
    this.raw(chatIdToBytes(id));
  }

  /** A chat as ever, or one byte for the account. */
  scope(scope: Scope): void {
    if (scope === accountScope) this.byte(accountByte);
    else this.chatId(scope);
  }

  toBytes(): Uint8Array {
    return encoding.toUint8Array(this.#encoder);
  }
}
