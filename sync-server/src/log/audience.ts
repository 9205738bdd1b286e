/**
 * Who of those connected to this node is in which chat. Kept per person, not per socket, so that a
 * socket costs little. Invariants: a channel stands here exactly while one of its people is connected;
 * every device of its people that is not muted for it has been told exactly up to `told`.
 */
import { type ChatId, directChatId, type UserId } from '@jibber/schema/ids';
import type { RowsFrame } from '../relay/relay.ts';
import type { AccountNews } from '../storage/account-log-port.ts';
import type { Departure, DepartureCode, Grant } from '../storage/group-port.ts';
import type { Head } from '../storage/storage.ts';
import type { Mailbox } from './outbound.ts';

/** What the audience needs of a connection. */
export interface Listener {
  readonly mailbox: Mailbox;
  /** The chat on screen, whose receipts are told. */
  readonly opened: ChatId | undefined;
  /** While it catches up: what it gets of the chat it reads from storage itself. */
  isMuted(channel: Channel): boolean;
  /** Tells it what is no row. */
  push(frame: Uint8Array): void;
  /** The channel has been told further; one that waited for that may become live. */
  reached(channel: Channel): void;
  /** The person is in this chat from now on. */
  introduced(channel: Channel): void;
  /** He is in it no more. */
  expelled(channel: Channel, code: DepartureCode): void;
  /** The person's account was changed, up to this revision. */
  accountChanged(revision: number): void;
}

/** A range of rows as frames: what one commit or one hint brought. */
export type Arrival = {
  readonly from: number;
  readonly to: number;
  readonly frames: readonly RowsFrame[];
};

/** Departures that a channel remembers. */
const keptDepartures = 64;

export class Channel {
  readonly chatId: ChatId;
  readonly people = new Set<Person>();
  /** Position up to which all live devices were told. */
  told: number;
  /** The newest head heard of. */
  head: Head;
  /** Devices that know more than was told, until `told` reaches them. */
  waiting: Set<Listener> | undefined;
  /** What came while rows in between are being read; undefined while nothing is read. */
  filling: Arrival[] | undefined;
  /** Departures after this position and up to `told` are remembered. */
  #departuresFrom: number;
  readonly #departures: Departure[] = [];

  constructor(chatId: ChatId, told: number, head: Head) {
    this.chatId = chatId;
    this.told = told;
    this.head = head;
    this.#departuresFrom = told;
  }

  /** Told with the rows: somebody is in the chat no more. */
  noteDeparture(departure: Departure): void {
    this.#departures.push(departure);
    if (this.#departures.length <= keptDepartures) return;
    this.#departuresFrom = this.#departures.shift()?.position ?? this.#departuresFrom;
  }

  /**
   * How somebody who was in the chat at a position has departed up to `told`: whoever is put into the
   * channel afterwards was passed over by it. Undefined where he has not, `unknown` where only
   * storage knows.
   */
  departureSince(userId: UserId, position: number): Departure | 'unknown' | undefined {
    if (position >= this.told) return undefined;
    if (position < this.#departuresFrom) return 'unknown';
    return this.#departures.findLast(
      (each) => each.position > position && (each.userId ?? userId) === userId,
    );
  }

  heardOf(head: Head): void {
    if (head.head > this.head.head) this.head = head;
  }
}

export class Person {
  readonly userId: UserId;
  readonly listeners = new Set<Listener>();
  readonly channels = new Map<ChatId, Channel>();
  /** What he may see of those. */
  readonly grants = new Map<ChatId, Grant>();
  /** When this person's typing was last told, ms by the node's clock. */
  readonly typedAt = new Map<ChatId, number>();
  #accountRevision = -1;
  #severed: ReadonlySet<ChatId> = new Set();

  constructor(userId: UserId) {
    this.userId = userId;
  }

  /** Private chats with people whom this one has blocked: nothing is whispered in them (PROTOCOL A5). */
  get severed(): ReadonlySet<ChatId> {
    return this.#severed;
  }

  /** What was read of his account. False where that is known, or older than what is. */
  learn({ revision, blocked }: AccountNews): boolean {
    if (revision <= this.#accountRevision) return false;
    this.#accountRevision = revision;
    this.#severed = new Set(blocked.map((other) => directChatId(this.userId, other)));
    return true;
  }
}

export type AudienceChange = {
  /** People and chats to follow, or not to follow any more, at the relay. */
  onEmptied(chatIds: readonly ChatId[], userIds: readonly UserId[]): void;
};

export class Audience {
  readonly #people = new Map<UserId, Person>();
  readonly #channels = new Map<ChatId, Channel>();
  readonly #change: AudienceChange;

  constructor(change: AudienceChange) {
    this.#change = change;
  }

  channel(chatId: ChatId): Channel | undefined {
    return this.#channels.get(chatId);
  }

  get channels(): IterableIterator<Channel> {
    return this.#channels.values();
  }

  get people(): IterableIterator<Person> {
    return this.#people.values();
  }

  person(userId: UserId): Person | undefined {
    return this.#people.get(userId);
  }

  /** Whether somebody here is in this chat, or is this person. */
  isPresent(id: ChatId | UserId): boolean {
    const channels: ReadonlyMap<string, Channel> = this.#channels;
    const people: ReadonlyMap<string, Person> = this.#people;
    return channels.has(id) || people.has(id);
  }

  /** A device of this person is connected from now on. */
  enter(userId: UserId, listener: Listener): Person {
    const person = this.#people.get(userId) ?? new Person(userId);
    this.#people.set(userId, person);
    person.listeners.add(listener);
    return person;
  }

  /** The last device of a person takes him out of his channels. */
  leave(person: Person, listener: Listener): void {
    person.listeners.delete(listener);
    if (person.listeners.size > 0 || this.#people.get(person.userId) !== person) return;
    this.#people.delete(person.userId);
    const emptied: ChatId[] = [];
    for (const channel of person.channels.values()) {
      channel.people.delete(person);
      if (channel.people.size > 0) continue;
      this.#channels.delete(channel.chatId);
      emptied.push(channel.chatId);
    }
    this.#change.onEmptied(emptied, [person.userId]);
  }

  /**
   * Puts a person into the channel of a chat; one that is made now has been told up to `told`.
   * His devices that are not muted for it must be at the channel's `told`.
   */
  join(person: Person, chatId: ChatId, told: number, head: Head, grant: Grant): Channel {
    const channel = this.#channels.get(chatId) ?? new Channel(chatId, told, head);
    this.#channels.set(chatId, channel);
    channel.heardOf(head);
    channel.people.add(person);
    person.channels.set(chatId, channel);
    const { fromSegment, fromPosition } = grant;
    // What was read before he came anew says less than the hint of it.
    if ((person.grants.get(chatId)?.fromPosition ?? 0) <= fromPosition) {
      person.grants.set(chatId, { fromSegment, fromPosition });
    }
    return channel;
  }

  /** Takes a person out of a chat, and tells his devices. */
  expel(person: Person, channel: Channel, code: DepartureCode): void {
    if (!channel.people.delete(person)) return;
    const { chatId } = channel;
    person.channels.delete(chatId);
    person.grants.delete(chatId);
    person.typedAt.delete(chatId);
    for (const listener of person.listeners) {
      channel.waiting?.delete(listener);
      listener.expelled(channel, code);
    }
    if (channel.people.size > 0) return;
    this.#channels.delete(chatId);
    this.#change.onEmptied([chatId], []);
  }
}
