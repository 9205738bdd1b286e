/**
 * A segment of an open chat, and its messages as the timeline shows them. Loaded with Yjs. Invariant:
 * a message is drawn once, and anew only after its value or its state changed.
 */
import { segmentMaps } from '@jibber/schema/document/values';
import type { EntryId, UserId } from '@jibber/schema/ids';
import type * as Y from 'yjs';
import { stateOf } from './chat-record.ts';
import { messagesIn, messagesOf, valuesOf } from './documents.ts';
import type { ChatRecord } from './records.ts';
import type { TimelineMessage } from './replica.ts';
import { readMessage } from './timeline.ts';

export type DrawnSegmentOptions = {
  readonly document: Y.Doc;
  /** Of what it was built from. */
  readonly bytes: number;
  readonly me: UserId;
  /** Told of each message that is in it, and again when it changes. */
  noted(number: number): void;
};

export class DrawnSegment {
  readonly document: Y.Doc;
  readonly bytes: number;
  readonly #options: DrawnSegmentOptions;
  /** By number; undefined where one has to be drawn anew. */
  readonly #drawn = new Map<number, TimelineMessage | undefined>();
  readonly #numbers = new Map<EntryId, number>();
  #sorted: readonly TimelineMessage[] | undefined;

  constructor(options: DrawnSegmentOptions) {
    this.document = options.document;
    this.bytes = options.bytes;
    this.#options = options;
    this.#note(messagesIn(this.document));
    valuesOf(this.document, segmentMaps.messages).observe((event) => {
      const keys: ReadonlySet<unknown> = event.keysChanged;
      const changed = [...keys]
        .filter((key) => typeof key === 'string')
        .map((key) => [segmentMaps.messages, key, event.target.get(key)] as const);
      this.#note(messagesOf(changed));
    });
  }

  /** In order, with their states as the record has them. */
  messages(record: ChatRecord): readonly TimelineMessage[] {
    if (this.#sorted !== undefined) return this.#sorted;
    const values = valuesOf(this.document, segmentMaps.messages);
    const sorted: TimelineMessage[] = [];
    for (const number of [...this.#drawn.keys()].sort((a, b) => a - b)) {
      const state = stateOf(record, number);
      const message =
        this.#drawn.get(number) ??
        readMessage(number, values.get(number.toString(36)), this.#options.me, state);
      if (message === undefined) continue;
      this.#drawn.set(number, message);
      this.#numbers.set(message.id, number);
      sorted.push(message);
    }
    this.#sorted = sorted;
    return sorted;
  }

  /** The number of a message in it. */
  locate(message: EntryId, record: ChatRecord): number | undefined {
    this.messages(record);
    return this.#numbers.get(message);
  }

  /** Draws anew those of one's own messages whose state has changed. */
  drawStates(record: ChatRecord): void {
    for (const [number, message] of this.#drawn) {
      if (message === undefined || message.author !== this.#options.me) continue;
      const state = stateOf(record, number);
      if (message.state === state) continue;
      this.#drawn.set(number, { ...message, state });
      this.#sorted = undefined;
    }
  }

  #note(messages: Iterable<{ readonly number: number }>): void {
    for (const { number } of messages) {
      this.#drawn.set(number, undefined);
      this.#options.noted(number);
    }
    this.#sorted = undefined;
  }
}
