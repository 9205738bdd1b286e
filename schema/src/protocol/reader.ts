/**
 * Reads the bytes of a frame. Invariants: no length is believed before it is compared with the bytes
 * that are left, so nothing is allocated for bytes that did not come; every integer has one form;
 * nothing that is read out, except by `view`, shares memory with the message.
 * Throws `Malformed`, which only this folder catches.
 */
import {
  accountScope,
  type ChatId,
  chatIdFromBytes,
  type EntryId,
  parseEntryId,
  parseUserId,
  type Scope,
  type UserId,
  uuidFromBytes,
} from '../ids.ts';
import type { Result } from '../result.ts';
import { accountByte } from './writer.ts';

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

  /** The next `length` bytes without copying: for what is read within the frame. */
  view(length: number): Uint8Array {
    if (length > this.left) throw new Malformed('length larger than the bytes');
    const view = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return view;
  }

  /** Length and as many bytes, copied: a view kept by the receiver would keep the whole message. */
  bytes(maxBytes: number): Uint8Array {
    return new Uint8Array(this.view(this.#length(maxBytes)));
  }

  /** A part with a length of its own, to be read to its end. */
  part(maxBytes: number): Reader {
    return new Reader(this.view(this.#length(maxBytes)));
  }

  text(maxBytes: number): string {
    try {
      return utf8.decode(this.view(this.#length(maxBytes)));
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
    return uuidFromBytes(this.view(16));
  }

  userId(): UserId {
    return must(parseUserId(this.uuid()));
  }

  entryId(): EntryId {
    return must(parseEntryId(this.uuid()));
  }

  chatId(): ChatId {
    return must(chatIdFromBytes(this.view(this.#bytes[this.#at] === 0x67 ? 17 : 33)));
  }

  scope(): Scope {
    if (this.#bytes[this.#at] !== accountByte) return this.chatId();
    this.#at += 1;
    return accountScope;
  }

  end(): void {
    if (this.left > 0) throw new Malformed('trailing bytes');
  }

  /** Passes over what is left: only of a frame whose version is not spoken here. */
  skip(): void {
    this.#at = this.#bytes.length;
  }

  #length(maxBytes: number): number {
    const length = this.uint();
    if (length > maxBytes) throw new Malformed('longer than allowed');
    return length;
  }
}

/** The value of a result within a frame, or `Malformed`. */
export function must<Value>(result: Result<Value, string>): Value {
  if (!result.ok) throw new Malformed(result.code);
  return result.value;
}
