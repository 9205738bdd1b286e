/**
 * Reads the bytes of a frame. Invariant: no length is believed before it is compared with the bytes
 * that are left, so nothing is allocated for bytes that did not come; every integer has one form.
 * Throws `Malformed`, which only `codec.ts` catches.
 */
import {
  type ChatId,
  chatIdFromBytes,
  type EntryId,
  parseEntryId,
  parseUserId,
  type UserId,
  uuidFromBytes,
} from '../ids.ts';
import type { Result } from '../result.ts';

export class Malformed extends Error {}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw new Malformed('bytes end early');
    this.#at += 1;
    return byte;
  }

  /** LEB128 without sign, at most 2^53 - 1, shortest form only. */
  uint(): number {
    let value = 0;
    let scale = 1;
    for (let count = 0; count < 8; count += 1) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        if (byte === 0 && count > 0) throw new Malformed('overlong integer');
        if (!Number.isSafeInteger(value)) throw new Malformed('integer too large');
        return value;
      }
      scale *= 128;
    }
    throw new Malformed('integer too long');
  }

  /** A number of things to follow, each of at least one byte, at most `max`. */
  count(max: number): number {
    const count = this.uint();
    if (count > max || count > this.left) throw new Malformed('count larger than the bytes');
    return count;
  }

  /** A view on the next `length` bytes; the caller copies what it keeps beyond the frame. */
  raw(length: number): Uint8Array {
    if (length > this.left) throw new Malformed('length larger than the bytes');
    const view = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return view;
  }

  bytes(maxBytes: number): Uint8Array {
    const length = this.uint();
    if (length > maxBytes) throw new Malformed('longer than allowed');
    return this.raw(length);
  }

  text(maxBytes: number): string {
    try {
      return utf8.decode(this.bytes(maxBytes));
    } catch (error) {
      if (error instanceof TypeError) throw new Malformed('not UTF-8');
      throw error;
    }
  }

  flag(): boolean {
    const byte = this.byte();
    if (byte > 1) throw new Malformed('not a flag');
    return byte === 1;
  }

  uuid(): string {
    return uuidFromBytes(this.raw(16));
  }

  userId(): UserId {
    return must(parseUserId(this.uuid()));
  }

  entryId(): EntryId {
    return must(parseEntryId(this.uuid()));
  }

  chatId(): ChatId {
    return must(chatIdFromBytes(this.raw(this.#bytes[this.#at] === 0x67 ? 17 : 33)));
  }

  end(): void {
    if (this.left > 0) throw new Malformed('trailing bytes');
  }
}

export function must<Value>(result: Result<Value, string>): Value {
  if (!result.ok) throw new Malformed(result.code);
  return result.value;
}
