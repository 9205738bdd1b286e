/**
 * How far one device is in the chats that it still catches up in. Invariant: it is muted for a chat
 * from before that chat is read until what was read to it joins what live devices were told, so what it
 * gets of a chat has neither gap nor disorder (subscribe muted → read → send → unmute).
 */
import type { ChatId, UserId } from '@jibber/schema/ids';
import type { Grant } from '../storage/group-port.ts';
import type { Storage } from '../storage/storage.ts';
import type { Channel, Listener } from './audience.ts';
import type { Feed } from './feed.ts';
import type { Mailbox, Outbound } from './outbound.ts';
import { Pull, type PullTask } from './pull.ts';
import type { ReadBudget } from './read-budget.ts';
import type { SharedReads } from './shared-reads.ts';

export type CatchingUpOptions = {
  readonly storage: Storage;
  readonly sharedReads: SharedReads;
  readonly outbound: Outbound;
  readonly feed: Feed;
  readonly mailbox: Mailbox;
  readonly userId: UserId;
  readonly budget: ReadBudget;
  readonly listener: Listener;
  /** What the person may see of a chat; undefined where he is not in it. */
  grantOf(chatId: ChatId): Grant | undefined;
  /** A read failed: the connection cannot go on. */
  failed(error: unknown): void;
};

export class CatchingUp {
  readonly #options: CatchingUpOptions;
  /** Where the device is in each chat that it is muted for. */
  readonly #positions = new Map<Channel, number>();
  #pull: Pull | undefined;
  #isClosed = false;

  constructor(options: CatchingUpOptions) {
    this.#options = options;
  }

  isMuted(channel: Channel): boolean {
    return this.#positions.has(channel);
  }

  /**
   * Whether a device at this position may be told what live ones are told from now on. Rows of the
   * chat document from before the person's joining are told to those who were there.
   */
  isCurrent(channel: Channel, position: number): boolean {
    const fromPosition = this.#options.grantOf(channel.chatId)?.fromPosition ?? 0;
    return position === channel.told && position >= fromPosition - 1;
  }

  /** Mutes the device for a chat in which it is at this position. */
  mute(channel: Channel, position: number): void {
    this.#positions.set(channel, position);
  }

  /** He is in this chat no more: nothing of it is read for him. */
  leave(channel: Channel): void {
    this.#positions.delete(channel);
  }

  /** Reads and sends these, one after the other. False where too much waits. */
  add(tasks: readonly PullTask[]): boolean {
    if (this.#isClosed) return true;
    this.#pull ??= new Pull({
      ...this.#options,
      positionOf: (channel) => this.#positions.get(channel),
      advance: (channel, position) => this.#positions.set(channel, position),
      grantOf: (chatId) => this.#options.grantOf(chatId),
      settle: (channel) => this.settle(channel),
    });
    return this.#pull.add(tasks);
  }

  drained(): void {
    this.#pull?.resume();
  }

  close(): void {
    this.#isClosed = true;
    this.#pull?.close();
  }

  /** Where the device is up to date with a channel it becomes live; else it goes on or waits. */
  settle(channel: Channel): void {
    const at = this.#positions.get(channel);
    if (at === undefined || this.#isClosed) return;
    if (this.isCurrent(channel, at)) {
      this.#positions.delete(channel);
    } else if (at < channel.told) {
      this.#pull?.add([{ kind: 'rows', channel }]);
    } else {
      channel.waiting ??= new Set();
      channel.waiting.add(this.#options.listener);
      this.#options.feed.noticed(channel.chatId, channel.head);
    }
  }
}
