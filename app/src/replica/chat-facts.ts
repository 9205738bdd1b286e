/**
 * What rows and documents tell about a chat, taken into its record. Invariant: `lastNumber` and
 * `last` only rise; a message is counted as unread once, however often its row comes.
 */
import { memberSince } from '@jibber/schema/document/members';
import type { UserId } from '@jibber/schema/ids';
import type { Doc } from 'yjs';
import type { ChatMembers } from './chat-members.ts';
import { isGroup, readOf } from './chat-record.ts';
import {
  authorOf,
  factsOf,
  idOf,
  isStanding,
  lastEntryOf,
  mapsOfChat,
  messagesIn,
  messagesOf,
  type Numbered,
  type Setting,
  settingsOf,
} from './documents.ts';
import { type ChatRecord, chatDocument } from './records.ts';

export class ChatFacts {
  /** This person came in elsewhere than was known: what he has not read is to be counted anew. */
  hasMoved = false;
  readonly #record: ChatRecord;
  readonly #members: ChatMembers;
  readonly #me: UserId;

  /** @param members loaded before rows of the chat document are noted */
  constructor(record: ChatRecord, members: ChatMembers, me: UserId) {
    this.#record = record;
    this.#members = members;
    this.#me = me;
  }

  /** What appended rows tell. */
  note(document: number, settings: readonly Setting[]): void {
    if (document === chatDocument) this.#noteChat(settings, false);
    else for (const message of messagesOf(settings)) this.#noteMessage(message);
  }

  /**
   * What a document that was built anew tells.
   * @returns ids of the messages in it
   */
  takeIn(document: number, built: Doc): ReadonlySet<unknown> {
    const ids = new Set<unknown>();
    if (document === chatDocument) {
      this.#noteChat(settingsOf(built, mapsOfChat), true);
      return ids;
    }
    const record = this.#record;
    let newest: Numbered | undefined;
    for (const message of messagesIn(built)) {
      if (newest === undefined || message.number > newest.number) newest = message;
      this.#noteDelivered(message);
      ids.add(idOf(message.value));
    }
    if (newest !== undefined && newest.number >= record.lastNumber) {
      record.lastNumber = newest.number;
      record.last = lastEntryOf(newest) ?? record.last;
    }
    return ids;
  }

  /** Standing messages by others above one's own register. */
  countUnread(built: Doc): number {
    const read = readOf(this.#record);
    let count = 0;
    for (const { number, value } of messagesIn(built)) {
      if (number > read && isStanding(value, this.#me)) count += 1;
    }
    return count;
  }

  /** Of one's own messages nobody waits to hear that they were delivered. */
  #noteDelivered({ number, value }: Numbered): void {
    const { own } = this.#record;
    if (number <= own.delivered || authorOf(value) === this.#me) return;
    this.#record.own = { ...own, delivered: number };
  }

  #noteChat(settings: Iterable<Setting>, isWhole: boolean): void {
    const record = this.#record;
    const { members, starts, openedAt, title, picture } = factsOf(settings);
    if (isGroup(record.chatId)) {
      record.title = title ?? record.title;
      if (picture !== undefined) record.picture = picture ?? undefined;
      const own = members.get(this.#me);
      const since = own && memberSince(own);
      this.hasMoved ||= since !== undefined && since !== record.since;
      record.since = since ?? record.since;
      if (own !== undefined) record.history = own.history ?? 0;
    } else {
      const other = [...members.keys()].find((user) => user !== this.#me);
      if (other !== undefined) record.peer = other;
    }
    this.#members.note(members, isWhole);
    for (const [n, start] of starts) {
      while (record.starts.length <= n) record.starts.push(0);
      record.starts[n] = start;
    }
    record.openedAt = openedAt ?? record.openedAt;
  }

  #noteMessage(message: Numbered): void {
    const record = this.#record;
    if (message.number <= record.lastNumber) return;
    record.lastNumber = message.number;
    this.#noteDelivered(message);
    record.last = lastEntryOf(message) ?? record.last;
    if (message.number > readOf(record) && isStanding(message.value, this.#me)) {
      record.unread = { ...record.unread, count: record.unread.count + 1 };
    }
  }
}
