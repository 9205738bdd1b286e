/**
 * Rows to live devices, in order and without gaps. What came from a commit or a hint is passed on if
 * it continues what was told; else the rows between are read from storage, once at a time per chat.
 * Invariant: a live device gets ranges that join: each begins where the one before ended.
 */
import type { ChatId } from '@jibber/schema/ids';
import type { Scheduler } from '@jibber/schema/scheduler';
import type { RowsFrame } from '../relay/relay.ts';
import type { Departure } from '../storage/group-port.ts';
import type { Head, Storage } from '../storage/storage.ts';
import type { Arrival, Audience, Channel } from './audience.ts';
import type { SyncLog } from './log-port.ts';
import type { Outbound } from './outbound.ts';
import { readRanges, withholdSegments } from './rows-frames.ts';

export type FeedOptions = {
  readonly storage: Storage;
  readonly scheduler: Scheduler;
  readonly audience: Audience;
  readonly outbound: Outbound;
  readonly log: SyncLog;
  /** Until a read that failed is tried again. */
  readonly retryMs: number;
};

/** Arrivals kept while a gap is read; older ones are read from storage instead. */
const keptArrivals = 64;

export class Feed {
  readonly #options: FeedOptions;
  readonly #watches = new Set<Map<ChatId, Head>>();

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  /** Rows after `from` up to the head, as frames; without frames they are read where needed. */
  arrived(chatId: ChatId, from: number, head: Head, frames: readonly RowsFrame[]): void {
    this.#watched(chatId, head);
    const channel = this.#options.audience.channel(chatId);
    if (channel === undefined) return;
    channel.heardOf(head);
    if (head.head <= channel.told) return;
    const arrival = { from, to: head.head, frames };
    if (channel.filling !== undefined) {
      if (frames.length > 0) channel.filling.push(arrival);
      if (channel.filling.length > keptArrivals) channel.filling.shift();
    } else if (from === channel.told && frames.length > 0) {
      this.#pass(channel, arrival);
    } else {
      void this.#fill(channel, frames.length > 0 ? [arrival] : []);
    }
  }

  /** A head was seen: if devices were not told up to it, they are now. */
  noticed(chatId: ChatId, head: Head): void {
    this.arrived(chatId, head.head, head, []);
  }

  /**
   * Collects the heads of all chats heard of until `stop`: what moves while a device's chats are
   * being read is not missed, whether or not anybody else is in its channels.
   */
  watch(): { readonly heads: ReadonlyMap<ChatId, Head>; stop(): void } {
    const heads = new Map<ChatId, Head>();
    this.#watches.add(heads);
    return { heads, stop: () => this.#watches.delete(heads) };
  }

  #watched(chatId: ChatId, head: Head): void {
    for (const heads of this.#watches) {
      if ((heads.get(chatId)?.head ?? 0) < head.head) heads.set(chatId, head);
    }
  }

  #pass(channel: Channel, arrival: Arrival): void {
    channel.told = arrival.to;
    for (const frame of arrival.frames) {
      for (const departure of frame.departures) {
        channel.noteDeparture(departure);
        this.#expel(channel, departure);
      }
      this.#passFrame(channel, frame);
    }
    if (channel.waiting === undefined) return;
    const waiting = channel.waiting;
    channel.waiting = undefined;
    for (const listener of waiting) listener.reached(channel);
  }

  #passFrame(channel: Channel, frame: RowsFrame): void {
    const { outbound } = this.#options;
    /** By the first segment that somebody may see. */
    const seen = new Map<number, Uint8Array>();
    for (const person of channel.people) {
      const fromSegment = person.grants.get(channel.chatId)?.fromSegment ?? 0;
      let { bytes } = frame;
      if (frame.oldestSegment !== undefined && frame.oldestSegment < fromSegment) {
        bytes = seen.get(fromSegment) ?? withholdSegments(frame, fromSegment);
        seen.set(fromSegment, bytes);
      }
      for (const listener of person.listeners) {
        if (!listener.isMuted(channel)) outbound.push(listener.mailbox, bytes);
      }
    }
  }

  /** Before the frame that his departure is in: of that he gets nothing. */
  #expel(channel: Channel, { position, userId, code }: Departure): void {
    const { audience } = this.#options;
    const people = userId === undefined ? [...channel.people] : [audience.person(userId)];
    for (const person of people) {
      const grant = person?.grants.get(channel.chatId);
      // He came back since, as this node has heard already.
      if (person === undefined || grant === undefined || grant.fromPosition > position) continue;
      audience.expel(person, channel, code);
    }
  }

  /** Reads what is between and passes it on, with what came meanwhile; one at a time per channel. */
  async #fill(channel: Channel, arrivals: Arrival[]): Promise<void> {
    const { audience, storage } = this.#options;
    const { chatId } = channel;
    channel.filling = arrivals;
    try {
      while (audience.channel(chatId) === channel) {
        this.#passJoining(channel, arrivals);
        if (channel.told >= channel.head.head) break;
        const range = { chatId, from: channel.told, to: channel.head.head };
        const frames = (await readRanges(storage, [range])).get(chatId) ?? [];
        const to = frames.at(-1)?.to ?? range.from;
        if (frames.length > 0) this.#pass(channel, { from: range.from, to, frames });
        // A hint of a head that is not there, from before a restore.
        if (to < range.to) channel.head = { ...channel.head, head: to };
      }
      channel.filling = undefined;
    } catch (error) {
      channel.filling = undefined;
      this.#options.log.warn({ error, chatId }, 'rows between could not be read');
      this.#options.scheduler.after(this.#options.retryMs, () =>
        this.noticed(chatId, channel.head),
      );
    }
  }

  #passJoining(channel: Channel, arrivals: Arrival[]): void {
    for (;;) {
      const index = arrivals.findIndex(({ from }) => from === channel.told);
      const [next] = index < 0 ? [] : arrivals.splice(index, 1);
      if (next === undefined) return;
      this.#pass(channel, next);
    }
  }
}
