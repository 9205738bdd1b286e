/**
 * A chat as its owner's own pending entries make it: plain maps laid over the accepted documents,
 * for the local judge and for what is drawn. Invariant: the accepted documents are never written.
 */
import type { ChatDocument } from '@jibber/schema/document/chat-document';
import {
  type DocumentMap,
  type Json,
  numberOfKey,
  readMember,
  readPlace,
} from '@jibber/schema/document/values';
import type { EntryId, UserId } from '@jibber/schema/ids';
import { isNumbered, write } from '@jibber/schema/intents/registry';
import type { OutboxEntry } from './records.ts';

/** The accepted documents, as far as they are loaded. */
export interface AcceptedChat {
  /** Whether its opening was accepted. */
  readonly exists: boolean;
  readonly lastNumber: number;
  info(key: string): unknown;
  member(user: string): unknown;
  segmentStart(n: string): unknown;
  message(number: number): unknown;
  locate(message: EntryId): number | undefined;
  segmentBytes(number: number): number;
}

export class OverlayChat implements ChatDocument {
  /** Messages that pending entries made or changed, by (provisional) number. */
  readonly changed = new Map<number, Json>();
  /** Numbers of those they made, by id of the entry. */
  readonly made = new Map<EntryId, number>();
  readonly info: DocumentMap;
  readonly members: DocumentMap;
  readonly segments: DocumentMap;
  readonly #accepted: AcceptedChat;
  readonly #messages: DocumentMap;
  readonly #me: UserId;
  #isOpening = false;
  #lastNumber: number;

  constructor(accepted: AcceptedChat, me: UserId) {
    this.#accepted = accepted;
    this.#me = me;
    this.#lastNumber = accepted.lastNumber;
    this.info = layOver((key) => accepted.info(key));
    this.members = layOver((key) => accepted.member(key));
    this.segments = layOver((key) => accepted.segmentStart(key));
    this.#messages = {
      get: (key) => this.#message(numberOfKey(key) ?? 0),
      set: (key, value) => this.changed.set(numberOfKey(key) ?? 0, value),
    };
  }

  get exists(): boolean {
    return this.#accepted.exists || this.#isOpening;
  }

  isMember(user: UserId): boolean {
    return readMember(this.members.get(user))?.spans.some(([, to]) => to === null) ?? false;
  }

  /** Only the server knows. */
  isReachable(): boolean {
    return true;
  }

  locate(message: EntryId): { readonly number: number; readonly value: unknown } | undefined {
    const number = this.made.get(message) ?? this.#accepted.locate(message);
    return number === undefined ? undefined : { number, value: this.#message(number) };
  }

  segmentBytes(number: number): number {
    return this.#accepted.segmentBytes(number);
  }

  messages(): DocumentMap {
    return this.#messages;
  }

  /**
   * Lays one more entry on top. Refused ones, and those whose message is not loaded, change nothing:
   * only the node decides about them.
   */
  apply(entry: OutboxEntry): void {
    const { entryId, intent, writtenAt } = entry;
    if (entry.refused !== undefined) return;
    if (intent.kind === 'message.edit' || intent.kind === 'message.delete') {
      if (readPlace(this.locate(intent.message)?.value) === undefined) return;
    }
    if (intent.kind === 'message.send' && this.locate(entryId) !== undefined) return;
    if (intent.kind === 'chat.open') {
      if (this.exists) return;
      this.#isOpening = true;
    }
    const number = this.#lastNumber + 1;
    write(this, intent, { entryId, author: this.#me, at: writtenAt, number });
    if (!isNumbered(intent)) return;
    this.#lastNumber = number;
    this.made.set(entryId, number);
  }

  #message(number: number): unknown {
    return this.changed.get(number) ?? this.#accepted.message(number);
  }
}

function layOver(base: (key: string) => unknown): DocumentMap {
  const changed = new Map<string, Json>();
  return {
    get: (key) => changed.get(key) ?? base(key),
    set: (key, value) => changed.set(key, value),
  };
}
