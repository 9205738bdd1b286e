/** Writes the bytes of a frame; the mirror of `reader.ts`. */
import * as encoding from 'lib0/encoding';
import {
  type ChatId,
  chatIdToBytes,
  type EntryId,
  type HistoryId,
  type UserId,
  uuidToBytes,
} from '../ids.ts';

export class Writer {
  readonly #encoder = encoding.createEncoder();

  byte(value: number): void {
    encoding.writeUint8(this.#encoder, value);
  }

  uint(value: number): void {
    encoding.writeVarUint(this.#encoder, value);
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

  toBytes(): Uint8Array {
    return encoding.toUint8Array(this.#encoder);
  }
}
