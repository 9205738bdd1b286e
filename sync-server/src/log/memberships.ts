/**
 * Which chats the people connected to this node are in, kept up with what commits and hints tell, and
 * read anew where a hint may have been lost. Invariant: whoever is put into a chat gets of it what was
 * before by reading it with his own rights, never from what is told to all.
 */
import type { ChatId, HistoryId, UserId } from '@jibber/schema/ids';
import type { Joined } from '../documents/group-changes.ts';
import type { Relay } from '../relay/relay.ts';
import type { Grant } from '../storage/group-port.ts';
import type { Head, Storage } from '../storage/storage.ts';
import type { Audience, Person } from './audience.ts';
import type { Feed } from './feed.ts';
import type { Following } from './following.ts';
import type { SyncLog } from './log-port.ts';

export type MembershipsOptions = {
  readonly storage: Pick<Storage, 'catchUp' | 'membershipCounts'>;
  readonly relay: Pick<Relay, 'hearsAll'>;
  readonly log: SyncLog;
  readonly audience: Audience;
  readonly feed: Feed;
  readonly following: Following;
  /** False where the database was restored: then every connection has been ended. */
  isOurHistory(historyId: HistoryId): boolean;
};

export class Memberships {
  readonly #options: MembershipsOptions;

  constructor(options: MembershipsOptions) {
    this.#options = options;
  }

  /**
   * Puts those of them who are connected here into the chat, and tells their devices of it.
   * @param told position up to which a channel that begins with this has been told
   */
  introduce(chatId: ChatId, head: Head, told: number, joined: readonly Joined[]): void {
    const { audience, relay } = this.#options;
    let isNew = false;
    for (const { userId, ...grant } of joined) {
      const person = audience.person(userId);
      if (person === undefined) continue;
      const put = this.#put(person, chatId, head, told, grant, grant.fromPosition);
      if (put === 'unknown') this.reread([userId]);
      if (put === 'new') isNew = true;
    }
    if (isNew && !relay.hearsAll) void this.#follow(chatId);
  }

  /**
   * @param asOf position at which he was in the chat
   * @returns `gone` where he departed since, `unknown` where that has to be read
   */
  #put(
    person: Person,
    chatId: ChatId,
    head: Head,
    told: number,
    grant: Grant,
    asOf: number,
  ): 'new' | 'there' | 'gone' | 'unknown' {
    const { audience } = this.#options;
    if (person.channels.has(chatId)) return 'there';
    const departure = audience.channel(chatId)?.departureSince(person.userId, asOf);
    if (departure !== undefined) return departure === 'unknown' ? departure : 'gone';
    const channel = audience.join(person, chatId, told, head, grant);
    for (const listener of person.listeners) listener.introduced(channel);
    return 'new';
  }

  /** Chats of these people may have changed without this node's having heard how. */
  reread(userIds: readonly UserId[]): void {
    const { audience, log } = this.#options;
    for (const userId of new Set(userIds)) {
      if (audience.person(userId) === undefined) continue;
      this.readChats(userId).catch((error: unknown) => {
        // The poll finds it.
        log.warn({ error, userId }, 'chats of a person could not be read');
      });
    }
  }

  /** Whoever is in more or fewer chats than this node knows of has missed a hint. */
  async findMoved(userIds: readonly UserId[]): Promise<void> {
    const { audience, storage } = this.#options;
    if (userIds.length === 0) return;
    const counts = await storage.membershipCounts(userIds);
    for (const userId of userIds) {
      const known = audience.person(userId)?.channels.size ?? 0;
      if ((counts.get(userId) ?? 0) !== known) await this.readChats(userId);
    }
  }

  /** Brings what is known of a person's chats up to what is stored. */
  async readChats(userId: UserId): Promise<void> {
    const { audience, storage, feed, relay, isOurHistory } = this.#options;
    const before = new Map(audience.person(userId)?.grants ?? []);
    const { chats, departed, historyId } = await storage.catchUp(userId, 0, [...before.keys()]);
    if (!isOurHistory(historyId)) return;
    const present = new Set(chats.map(({ chatId }) => chatId));
    const person = audience.person(userId);
    if (person === undefined) return;
    for (const [chatId, { fromPosition }] of before) {
      const channel = person.channels.get(chatId);
      if (present.has(chatId) || channel === undefined) continue;
      // He came anew while it was being read.
      if ((person.grants.get(chatId)?.fromPosition ?? 0) > fromPosition) continue;
      audience.expel(person, channel, departed.get(chatId) ?? 'chat-removed');
    }
    let isKnown = true;
    for (const { chatId, fromSegment, fromPosition, ...head } of chats) {
      const grant = { fromSegment, fromPosition };
      const put = this.#put(person, chatId, head, head.head, grant, head.head);
      if (put === 'new' && !relay.hearsAll) void this.#follow(chatId);
      if (put === 'unknown') isKnown = false;
      feed.noticed(chatId, head);
    }
    if (!isKnown) await this.readChats(userId);
  }

  async #follow(chatId: ChatId): Promise<void> {
    const { following, feed, log } = this.#options;
    try {
      const { heads, release } = await following.begin([chatId], []);
      for (const head of heads) feed.noticed(chatId, head);
      release();
    } catch (error) {
      log.warn({ error, chatId }, 'a new chat could not be followed');
    }
  }
}
